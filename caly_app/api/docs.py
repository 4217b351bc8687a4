"""The description of the API for people: one page, made from openapi.json; nothing comes from elsewhere."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

Schema = Mapping[str, Any]

_STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; text-transform: capitalize; }
details { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: .5rem 0; }
summary { cursor: pointer; } summary b { display: inline-block; width: 4.5rem; }
code, pre { font: 13px/1.5 ui-monospace, monospace; } pre { overflow-x: auto; }
table { border-collapse: collapse; } td { padding: .1rem 1rem .1rem 0; vertical-align: top; }
"""


def add_page(api: FastAPI, path: str) -> None:
    @api.get(path, include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(_page(api.openapi()), headers={"Cache-Control": "public, max-age=300"})


def _page(described: Schema) -> str:
    operations = defaultdict(list)
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            tag = operation.get("tags", ["other"])[0]
            operations[tag].append(_operation(method.upper(), path, operation, described))
    sections = "".join(f"<h2>{escape(tag)}</h2>{''.join(each)}" for tag, each in operations.items())
    title = f"{escape(described['info']['title'])} API"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style>'
        f"<h1>{title}</h1><p>{escape(described['info']['description'])}</p>"
        f'<p>For programs: <a href="openapi.json">openapi.json</a></p>{sections}</html>'
    )


def _operation(method: str, path: str, operation: Schema, described: Schema) -> str:
    parameters = "".join(_parameter(one) for one in operation.get("parameters", []))
    bodies = "".join(_body(kind, content, described) for kind, content in _bodies(operation))
    answers = "".join(_answer(status, one, described) for status, one in operation["responses"].items())
    return (
        f"<details><summary><b>{method}</b> <code>{escape(path)}</code> "
        f"{escape(operation.get('summary', ''))}</summary>"
        f"<p>{escape(operation.get('description', ''))}</p>"
        f"<table>{parameters}</table>{bodies}<table>{answers}</table></details>"
    )


def _parameter(one: Schema) -> str:
    needed = "required" if one.get("required") else ""
    about = f"{one['in']} {needed} {one.get('description', '')}"
    return f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(about)}</td></tr>"


def _bodies(operation: Schema) -> Iterator[tuple[str, Schema]]:
    yield from operation.get("requestBody", {}).get("content", {}).items()


def _body(kind: str, content: Schema, described: Schema) -> str:
    shown = content.get("example") or json.dumps(_sample(content.get("schema", {}), described), indent=2)
    return f"<p>{escape(kind)}</p><pre>{escape(str(shown))}</pre>"


def _answer(status: str, one: Schema, described: Schema) -> str:
    schemas = [content.get("schema", {}) for content in one.get("content", {}).values()]
    shown = json.dumps(_sample(schemas[0], described), indent=2) if schemas and status < "300" else ""
    return (
        f"<tr><td>{escape(status)}</td><td>{escape(one.get('description', ''))}<pre>{escape(shown)}</pre>"
        "</td></tr>"
    )


def _sample(schema: Schema, described: Schema, depth: int = 0) -> Any:
    """What a value of this schema looks like."""
    if depth > 6:
        return None
    if reference := schema.get("$ref"):
        return _sample(described["components"]["schemas"][reference.rpartition("/")[2]], described, depth + 1)
    if examples := schema.get("examples"):
        return examples[0]
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    for choice in (*schema.get("anyOf", ()), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        return _sample(choice, described, depth + 1)
    match schema.get("type"):
        case "object":
            fields = schema.get("properties", {})
            return {name: _sample(field, described, depth + 1) for name, field in fields.items()}
        case "array":
            return [_sample(schema.get("items", {}), described, depth + 1)]
        case "integer" | "number":
            return schema.get("default", 0)
        case "boolean":
            return schema.get("default", False)
        case "string":
            return schema.get("default") or _STRINGS.get(schema.get("format", ""), "string")
    return None


_STRINGS = {
    "uuid": "01a1fd2a-f8bf-7496-b5fc-a71232fe9e2b",
    "date-time": "2026-10-08T09:30:00Z",
    "date": "2026-10-08",
}

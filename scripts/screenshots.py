"""Takes the pictures of docs/pictures from a running demo.

    ./caly up                                          in one terminal
    .venv/bin/python scripts/screenshots.py            in another: for the data folder of this program
    ./caly demo --json | .venv/bin/python scripts/screenshots.py --demo -     for any other

It needs the packages of the tests (`./caly test` brings them). It talks to the demo's clinic as a customer
and claims what waits as the demo's operator, so the demo has a few more conversations afterwards.
"""

import argparse
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pictures"
SIZES = {1440: 900, 390: 844}
THEMES = ("light", "dark")
DEBIANS = Path("/usr/bin/chromium")  # else playwright's own
PATIENCE_MILLISECONDS = 20_000

Demo = dict[str, Any]
SITE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Elm Row Clinic</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<style>body {{ font: 18px/1.6 Georgia, serif; max-width: 38rem; margin: 3rem auto; padding: 0 1.5rem }}
</style><h1>Elm Row Clinic</h1><p>{words}</p><p>{words}</p>
<script src="{caly}/embed.js" data-caly="{slug}" defer></script>"""
WORDS = "Our doors are at 14 Elm Row, five minutes from the market square. " * 4


@dataclass(frozen=True)
class Stage:
    """What the pictures are taken of."""

    address: str
    slug: str
    demo: Demo
    conversation_id: str
    site: str


Shot = Callable[[Page, Stage], None]


# -- the pictures -----------------------------------------------------------------------------------


def sign_in_page(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}/sign-in")
    page.get_by_label("E-mail").wait_for()


def chat(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}/chat/{stage.slug}")
    _talk(page.locator("caly-chat"))


def widget(page: Page, stage: Stage) -> None:
    """On a page of another origin."""
    page.goto(stage.site)
    page.locator("caly-corner button").click()
    _talk(page.frame_locator("caly-corner iframe").locator("caly-chat"))


def queue(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}/queue?c={stage.conversation_id}")
    page.get_by_role("region", name="Conversation").get_by_text("Jo Reed").first.wait_for()


def conversations(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}/conversations")
    page.get_by_text("Jo Reed").first.wait_for()


def appointments(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}/appointments")
    page.get_by_text("Rosa Penhale").first.wait_for()


def sector(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}/settings/sector")
    page.get_by_label("A sentence to try").fill("Can I see Dr Halas next Thursday at 11?")
    page.wait_for_timeout(500)
    page.get_by_role("button", name="Try", exact=True).click()
    page.get_by_text("Understood").first.wait_for()
    page.get_by_role("heading", name="Agents").scroll_into_view_if_needed()


def records(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.address}/records?kind=prescription")
    page.get_by_text("Rosa Penhale").first.wait_for()


FOR_ALL: dict[str, Shot] = {"sign-in": sign_in_page, "chat": chat, "widget": widget}
FOR_ADMIN: dict[str, Shot] = {"sector": sector, "records": records}
FOR_OPERATOR: dict[str, Shot] = {"queue": queue, "conversations": conversations, "appointments": appointments}


def _talk(chat: Any) -> None:
    """The agent asks whether to book; nothing is booked."""
    for words, answer in (
        ("Can I see Dr Halas next Thursday at 11?", "name"),
        ("Jo Reed, 020 7946 0321", "book"),
    ):
        chat.get_by_role("textbox").fill(words)
        chat.get_by_role("textbox").press("Enter")
        chat.get_by_role("log").get_by_text(answer).last.wait_for()


# -- taking them ------------------------------------------------------------------------------------


def take(demo: Demo, folder: Path, only: str) -> Iterator[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, _site(demo["address"], _slug(demo)) as site:
        browser = playwright.chromium.launch(
            executable_path=DEBIANS if DEBIANS.exists() else None,
            args=["--no-sandbox", "--disable-gpu", "--disable-lcd-text"],
        )
        stage = Stage(demo["address"], _slug(demo), demo, _set(demo), site)
        looks = [(width, height, theme) for width, height in SIZES.items() for theme in THEMES]
        for shots, enter in (
            (FOR_OPERATOR, _as("operator")),
            (FOR_ADMIN, _as("admin")),
            (FOR_ALL, _just_come),
        ):
            wanted = {name: shot for name, shot in shots.items() if only in name}
            for width, height, theme in looks if wanted else ():
                with _context(browser, width, height, theme) as context:
                    enter(context, stage)
                    for name, shot in wanted.items():
                        yield _shoot(context, stage, shot, folder / f"{name}-{width}-{theme}.png")
        browser.close()


def _context(browser: Browser, width: int, height: int, theme: Any) -> BrowserContext:
    return browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/London",
    )


def _shoot(context: BrowserContext, stage: Stage, shot: Shot, file: Path) -> Path:
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    shot(page, stage)
    page.wait_for_timeout(600)  # pictures and fonts of the last answer
    page.screenshot(path=file, animations="disabled")
    page.close()
    return file


def _as(who: str) -> Callable[[BrowserContext, Stage], None]:
    """`who`: admin or operator of the demo."""
    return lambda context, stage: _sign_in(context, stage, who)


def _sign_in(context: BrowserContext, stage: Stage, who: str) -> None:
    page = context.new_page()
    page.goto(f"{stage.address}/sign-in")
    page.get_by_label("E-mail").fill(stage.demo[who]["email"])
    page.get_by_label("Password", exact=True).fill(stage.demo[who]["password"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/sign-in" not in url, timeout=PATIENCE_MILLISECONDS)
    _choose_the_clinic(page)
    page.close()


def _choose_the_clinic(page: Page) -> None:
    """Whichever of the demo's businesses they were in last."""
    page.set_viewport_size({"width": 1440, "height": 900})  # a phone has the choice behind "More"
    page.get_by_role("button", name="Choose a workspace").click()
    page.get_by_role("menuitem", name="Elm Row Clinic").click()
    page.get_by_role("button", name="Choose a workspace").get_by_text("Elm Row Clinic").wait_for()
    page.wait_for_timeout(1000)


def _just_come(context: BrowserContext, stage: Stage) -> None:
    """Customers do not sign in."""


# -- the stage --------------------------------------------------------------------------------------

# Who has written lately. The last one gets the demo's operator.
SAID = (
    ("Ben Okoro", ("Are you open on Saturday?", "And where can I park?")),
    ("", ("I have had a headache for two days", "It is a 4", "no thank you")),
    ("Mina Sato", ("I am really unhappy, nobody called me back", "Please let me talk to a person")),
    (
        "",
        (
            "I would like to see Dr Halas next Thursday at 11",
            "Jo Reed, 020 7946 0321",
            "Before I say yes: can I bring my dog? Please let me talk to a person",
        ),
    ),
)
REPLY = "Hello, this is the front desk. A small dog on a lead is fine. Shall I book 11:00 for you?"


def _set(demo: Demo) -> str:
    """Some conversations; the id of the one that the demo's operator has taken over."""
    with httpx.Client(base_url=f"{demo['address']}/api/v1", timeout=30) as api:
        for name, said in SAID:
            who = {"customer": {"name": name}} if name else {}
            begun = api.post(f"/chat/{_slug(demo)}/conversations", json=who).raise_for_status().json()
            for words in said:
                _post(api, f"/chat/conversations/{begun['conversation_id']}/messages", words, begun["token"])
        token = api.post("/auth/sign-in", json=demo["operator"]).raise_for_status().json()["token"]
        conversation = f"/conversations/{begun['conversation_id']}"
        api.params = {"workspace_id": demo["workspaces"][_slug(demo)]["id"]}  # they see several
        api.put(f"{conversation}/take-over", headers=_bearer(token)).raise_for_status()
        _post(api, f"{conversation}/messages", REPLY, token)
    return str(begun["conversation_id"])


def _post(api: httpx.Client, path: str, words: str, token: str) -> None:
    said = {"text": words, "client_turn_id": uuid4().hex}
    api.post(path, json=said, headers=_bearer(token)).raise_for_status()


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _slug(demo: Demo) -> str:
    """The clinic: the pictures are of its customers."""
    return next(str(slug) for slug in demo["workspaces"] if slug == "demo-healthcare")


@contextmanager
def _site(caly: str, slug: str) -> Iterator[str]:
    """Somebody else's page: another port is another origin."""
    body = SITE.format(caly=caly, slug=slug, words=WORDS).encode()

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def _demo(where: str) -> Demo:
    if where == "-":
        return dict(json.load(sys.stdin))
    if where:
        return dict(json.loads(Path(where).read_text()))
    asked = subprocess.run([ROOT / "caly", "demo", "--json"], capture_output=True, text=True, check=True)
    return dict(json.loads(asked.stdout))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--demo", default="", help="a file with what `./caly demo --json` prints, or -")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--only", default="", help="those with this in their name")
    asked = parser.parse_args()
    for file in take(_demo(asked.demo), asked.folder, asked.only):
        print(f"{file.stat().st_size / 1024:6.0f} KB  {file}")


if __name__ == "__main__":
    main()

"""What opens the demo is what the commands say it is."""

import json

import httpx

from tests.web_server import WebServer, run


def test_up_prints_who_may_sign_in_and_where_customers_talk(web: WebServer) -> None:
    for person in (web.demo["admin"], web.demo["operator"]):
        assert person["email"] in web.output and person["password"] in web.output
    assert f"{web.address}/chat/demo-healthcare" in web.output


def test_demo_as_json_is_the_same_for_programs(web: WebServer) -> None:
    said = json.loads(run("demo", "--json", "--data", str(web.data)).stdout)
    assert said.pop("address") == web.address
    assert said == web.demo
    assert said["workspaces"]["demo-healthcare"]["api_key"].startswith("caly_")
    assert said["customers"]


def test_admin_and_operator_can_sign_in(web: WebServer) -> None:
    for person in (web.demo["admin"], web.demo["operator"]):
        credentials = {"email": person["email"], "password": person["password"]}
        answer = httpx.post(f"{web.address}/api/v1/auth/sign-in", json=credentials)
        assert answer.status_code == 200, answer.text


def test_a_customer_is_greeted(web: WebServer) -> None:
    answer = httpx.post(f"{web.address}/api/v1/chat/demo-healthcare/conversations", json={})
    assert answer.status_code == 201, answer.text
    assert answer.json()["greeting"]


def test_what_opens_it_is_read_by_its_owner_only(web: WebServer) -> None:
    assert (web.data / "demo.json").stat().st_mode & 0o077 == 0


def test_for_people_it_names_a_customer_who_can_prove_who_they_are(web: WebServer) -> None:
    said = run("demo", "--data", str(web.data)).stdout
    customer = web.demo["customers"][0]
    assert customer["name"] in said and customer["phone"] in said and customer["date_of_birth"] in said


def test_without_a_mail_server_there_is_nothing_or_kept_mail(web: WebServer) -> None:
    done = run("mail", "--data", str(web.data))
    assert done.returncode == 0, done.stderr

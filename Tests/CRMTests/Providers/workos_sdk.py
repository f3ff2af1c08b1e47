"""Drives the double of WorkOS by WorkOS' own Python library: what it cannot be told apart by, our server cannot rely on.
Prints `ok`, or what went wrong."""

import base64
import hashlib
import json
import sys
import traceback
import urllib.request

import jwt
import workos_double
from workos import WorkOSClient
from workos._errors import BadRequestError, ConflictError, NotFoundError, OrganizationSelectionRequiredError
from workos.organization_membership._resource import RoleSingle


def refused(kind, call, *words, **arguments):
    try:
        call(*words, **arguments)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was expected of {call.__name__}")


def drive(port):
    base = f"http://127.0.0.1:{port}"
    client = WorkOSClient(api_key="sk_client_sdk", client_id="client_sdk", base_url=base, max_retries=0)
    people = client.user_management

    def test(path, body=None):
        data = None if body is None else json.dumps(body).encode()
        return json.load(urllib.request.urlopen(urllib.request.Request(f"{base}/test/client_sdk/{path}", data)))

    def sign_in(user, verifier):
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        url = people.get_authorization_url(
            provider="authkit", redirect_uri="https://gym.example/sign-in/callback", state="s", code_challenge=challenge,
            code_challenge_method="S256")
        assert url.startswith(f"{base}/user_management/authorize?"), url
        back = test("sign-in", {"url": url, "user": user})
        assert back["state"] == "s"
        return back["code"]

    ada = people.create_user(email="ada@example.com", email_verified=True, first_name="Ada", last_name="Lovelace")
    assert people.get_user(ada.id).email == "ada@example.com"
    first = people.authenticate_with_code(code=sign_in(ada.id, "v" * 43), code_verifier="v" * 43)
    assert first.user.id == ada.id and first.organization_id is None
    claims = jwt.decode(
        first.access_token, jwt.PyJWKClient(f"{base}/sso/jwks/client_sdk").get_signing_key_from_jwt(first.access_token).key,
        algorithms=["RS256"], issuer=base)
    assert claims["sub"] == ada.id and claims["sid"].startswith("session_")
    code = sign_in(ada.id, "v" * 43)
    refused(BadRequestError, people.authenticate_with_code, code=code, code_verifier="w" * 43)
    refused(BadRequestError, people.authenticate_with_code, code=code, code_verifier="v" * 43)

    gym = client.organizations.create_organization(name="Gym", external_id="gym-1")
    refused(BadRequestError, client.organizations.create_organization, name="Gym", external_id="gym-1")
    assert client.organizations.get_organization_by_external_id("gym-1").id == gym.id
    assert client.organizations.update_organization(gym.id, name="Better gym").name == "Better gym"
    members = client.organization_membership
    member = members.create_organization_membership(user_id=ada.id, organization_id=gym.id, role=RoleSingle("staff"))
    assert member.role.slug == "staff" and member.status == "active"
    refused(ConflictError, members.create_organization_membership, user_id=ada.id, organization_id=gym.id)
    assert members.update_organization_membership(member.id, role=RoleSingle("admin")).role.slug == "admin"
    assert members.deactivate_organization_membership(member.id).status == "inactive"
    assert [m.id for m in members.list_organization_memberships(organization_id=gym.id).data] == []
    assert members.reactivate_organization_membership(member.id).status == "active"
    assert [m.id for m in members.list_organization_memberships(user_id=ada.id).data] == [member.id]
    refused(BadRequestError, members.list_organization_memberships)

    second = people.authenticate_with_refresh_token(refresh_token=first.refresh_token, organization_id=gym.id)
    assert second.organization_id == gym.id
    refused(BadRequestError, people.authenticate_with_refresh_token, refresh_token=first.refresh_token)
    other = client.organizations.create_organization(name="Other")
    members.create_organization_membership(user_id=ada.id, organization_id=other.id)
    choice = refused(
        OrganizationSelectionRequiredError, people.authenticate_with_code, code=sign_in(ada.id, "v" * 43), code_verifier="v" * 43)
    chosen = people.authenticate_with_organization_selection(
        pending_authentication_token=choice.pending_authentication_token, organization_id=other.id)
    assert chosen.organization_id == other.id

    assert "session_id=" + claims["sid"] in people.get_logout_url(session_id=claims["sid"])
    people.revoke_session(session_id=claims["sid"])
    refused(BadRequestError, people.authenticate_with_refresh_token, refresh_token=second.refresh_token)
    members.delete_organization_membership(member.id)
    refused(NotFoundError, members.delete_organization_membership, member.id)
    people.delete_user(ada.id)
    client.organizations.delete_organization(other.id)

    wanted = ["organization_membership.created", "organization_membership.deleted", "session.revoked", "user.deleted"]
    seen = [event.event for event in client.events.list_events(events=wanted, order="asc", limit=2).auto_paging_iter()]
    assert sorted(set(seen)) == wanted and seen.count("organization_membership.deleted") == 2, seen

    sent = test("webhooks")["data"]
    assert len(sent) > 10
    for webhook in sent:
        client.webhooks.verify_header(
            event_body=webhook["body"].encode(), event_signature=webhook["signature"], secret="whsec_client_sdk")
        assert client.webhooks.verify_event(
            event_body=webhook["body"].encode(), event_signature=webhook["signature"], secret="whsec_client_sdk")
    refused(
        ValueError, client.webhooks.verify_header, event_body=sent[0]["body"].encode(),
        event_signature=sent[1]["signature"], secret="whsec_client_sdk")


try:
    drive(workos_double.start().server_port)
    print("ok", flush=True)
except Exception:
    print(traceback.format_exc().replace("\n", " | "), flush=True)
sys.stdin.read()

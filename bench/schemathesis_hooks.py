"""Signs schemathesis in as TRYZORE_EMAIL. Each sign-out gets a session of its own to end."""

import os

import requests
import schemathesis

BASE = os.environ["TRYZORE_URL"]


def post(path, body, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.post(BASE + path, json=body, headers=headers, timeout=30)
    answer.raise_for_status()
    return answer.json()


# Access tokens live for 15 minutes.
@schemathesis.auth(refresh_interval=600)
class SignIn:
    def get(self, case, context):
        body = {"email": os.environ["TRYZORE_EMAIL"], "password": os.environ["TRYZORE_PASSWORD"]}
        return post("/v1/auth/login", body)

    def set(self, case, session, context):
        token = session["access_token"]
        if context.operation.path == "/v1/auth/logout":
            body = {"organization_id": session["organization"]["id"]}
            token = post("/v1/auth/switch-organization", body, token)["access_token"]
        case.headers["Authorization"] = f"Bearer {token}"

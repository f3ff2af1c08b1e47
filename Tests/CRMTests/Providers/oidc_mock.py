"""The provider `oidc-provider-mock`, and a person at its form.

Prints its issuer; then, for each line `SUBJECT AUTHORIZATION_URL`, the address that the browser is sent back to. Ends when
its input does.
"""

import sys
import urllib.error
import urllib.parse
import urllib.request

import oidc_provider_mock


class Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


people = [
    oidc_provider_mock.User(
        sub="alice",
        claims={"email": "alice@mock.example", "email_verified": True, "given_name": "Alice", "family_name": "Adams"}),
]
browser = urllib.request.build_opener(Stay)
with oidc_provider_mock.run_server_in_thread(user_claims=people) as server:
    print(f"http://localhost:{server.server_port}", flush=True)
    for line in sys.stdin:
        subject, url = line.split()
        try:
            answer = browser.open(url, urllib.parse.urlencode({"sub": subject}).encode())
            print(f"status {answer.status}", flush=True)
        except urllib.error.HTTPError as error:
            print(error.headers["Location"], flush=True)

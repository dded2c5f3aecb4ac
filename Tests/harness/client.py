"""A small client of the JSON interface and of plain pages, on the standard library."""

import http.client
import json
import re
import secrets
import urllib.parse


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode()

    @property
    def json(self):
        return json.loads(self.body)


class Client:
    """One user's calls. Redirects are not followed."""

    def __init__(self, url, token=None):
        self.url = urllib.parse.urlsplit(url)
        self.token = token

    def request(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(self.url.hostname, self.url.port, timeout=60)
        try:
            sent = {**({"Authorization": f"Bearer {self.token}"} if self.token else {}), **(headers or {})}
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            connection.close()

    def get(self, path, headers=None):
        return self.request("GET", path, headers=headers)

    def api(self, method, path, value=None):
        """A call below /api/v1 with a JSON body."""
        body = None if value is None else json.dumps(value)
        return self.request(method, "/api/v1" + path, body, {"Content-Type": "application/json", "Accept": "application/json"})

    def upload(self, path, file_name, data, content_type="application/octet-stream", **fields):
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        head = f'Content-Disposition: form-data; name="file"; filename="{file_name}"\r\nContent-Type: {content_type}'
        parts.append(f"--{boundary}\r\n{head}\r\n\r\n".encode() + data + f"\r\n--{boundary}--\r\n".encode())
        return self.request(
            "POST", path, b"".join(parts), {"Content-Type": f"multipart/form-data; boundary={boundary}", "Accept": "application/json"}
        )

    @staticmethod
    def registered(url, email=None, password="correct horse battery"):
        """A client logged in as a new account, with `.email` and `.password`."""
        client = Client(url)
        client.email = email or f"{secrets.token_hex(6)}@example.org"
        client.password = password
        made = client.api("POST", "/register", {"email": client.email, "password": password})
        assert made.status in (201, 202), (made.status, made.text)
        client.token = client.logged_in_token()
        return client

    def logged_in_token(self):
        entered = Client(self.url.geturl()).api("POST", "/login", {"email": self.email, "password": self.password})
        assert entered.status == 200, (entered.status, entered.text)
        return entered.json["token"]

    def cookie(self):
        """The cookie of a browser that logs in as this account."""
        page = Client(self.url.geturl()).get("/login")
        (visitor,) = page.headers.get_all("Set-Cookie")
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        form = urllib.parse.urlencode({**hidden, "email": self.email, "password": self.password})
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": visitor.split(";")[0]}
        entered = Client(self.url.geturl()).request("POST", "/login", form, sent)
        assert entered.status == 303, (entered.status, entered.text)
        return entered.headers.get_all("Set-Cookie")[0].split(";")[0]

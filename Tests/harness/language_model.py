"""A language model of the tests' own behind an interface like OpenAI's: it says what it is told to say."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

EMPTY = {name: None for name in ("name", "email", "phone", "location", "headline", "summary")} | {
    name: [] for name in ("skills", "languages", "links", "experience", "education")
}


class LanguageModel:
    """Listens on a free port: `address`. Answers each question with `status` and `answer`; `asked` holds the questions.

    `answer` is a text as it is or a value to be written as JSON; `body`, where it is set, goes out in place of it all."""

    def __init__(self):
        self.behave(EMPTY)
        self.asked = []
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                data = model.written()
                self.send_response(model.status)
                own = {"Content-Type": "application/json", "Content-Length": str(len(data))}
                for name, value in {**own, **model.headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                time.sleep(model.pause)
                try:
                    self.wfile.write(data)
                except OSError:  # who asked did not wait
                    self.close_connection = True

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def behave(self, answer, status=200, finish="stop", usage=(1000, 200), headers=None, pause=0, body=None):
        """From now on it answers so; `usage` are the tokens it counts."""
        self.answer, self.status, self.finish, self.usage = answer, status, finish, usage
        self.headers, self.pause, self.body = headers or {}, pause, body

    def written(self):
        if self.body is not None:
            return self.body
        content = self.answer if isinstance(self.answer, str) else json.dumps(self.answer)
        choice = {"index": 0, "finish_reason": self.finish, "message": {"role": "assistant", "content": content}}
        usage = {"prompt_tokens": self.usage[0], "completion_tokens": self.usage[1]}
        return json.dumps({"choices": [choice], "usage": usage}).encode()

    def settings(self):
        return {"HUNTER_NORMALISER": "openai", "HUNTER_MODEL_URL": self.address, "HUNTER_MODEL_NAME": "parrot"}

    def refiner(self, **settings):
        """It refines scores, at a dollar for a million tokens in and four for one out."""
        named = {"HUNTER_MODEL_URL": self.address, "HUNTER_MODEL_NAME": "parrot"}
        return {"HUNTER_REFINER": "openai", "HUNTER_MODEL_PRICE": "1/4", **named, **settings}

    def close(self):
        self.server.shutdown()
        self.server.server_close()

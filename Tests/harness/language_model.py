"""A language model of the tests' own behind an interface like OpenAI's: it says what it is told to say."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

EMPTY = {name: None for name in ("name", "email", "phone", "location", "headline", "summary")} | {
    name: [] for name in ("skills", "languages", "links", "experience", "education")
}


class LanguageModel:
    """Listens on a free port: `address`. Answers each question with `status` and `answer`; `asked` holds the questions."""

    def __init__(self):
        self.status, self.answer, self.asked = 200, EMPTY, []
        model = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                model.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                message = {"role": "assistant", "content": json.dumps(model.answer)}
                data = json.dumps({"choices": [{"index": 0, "finish_reason": "stop", "message": message}]}).encode()
                self.send_response(model.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def settings(self):
        return {"HUNTER_NORMALISER": "openai", "HUNTER_MODEL_URL": self.address, "HUNTER_MODEL_NAME": "parrot"}

    def close(self):
        self.server.shutdown()
        self.server.server_close()

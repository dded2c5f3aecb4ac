"""The status poll and the results page in FastAPI, three ways and one: uvicorn app:app, with REDIS_PORT and ROWS.

/py/raw      the stored JSON handed on as it is
/py/typed    read into a model, checked, written again: what FastAPI's manual shows
/py/celery   Celery's AsyncResult, where tasks are Celery's
/py/page     the results page by Jinja2, of rows that never change
"""

import json
import os
from pathlib import Path

import redis.asyncio
from celery import Celery
from celery.result import AsyncResult
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.templating import Jinja2Templates
from pydantic import BaseModel

PORT = int(os.environ["REDIS_PORT"])
app = FastAPI()
store = redis.asyncio.Redis(host="127.0.0.1", port=PORT)
tasks = Celery("bench", broker=f"redis://127.0.0.1:{PORT}/1", backend=f"redis://127.0.0.1:{PORT}/0")
pages = Jinja2Templates(directory=Path(__file__).parents[1] / "pages")
results = json.loads(Path(os.environ["ROWS"]).read_text())


class Progress(BaseModel):
    done: int
    total: int


class Status(BaseModel):
    id: str
    kind: str
    state: str
    progress: Progress | None
    attempt: int
    result: dict | None
    error: str | None
    created_at: str
    updated_at: str


async def stored(id):
    value = await store.get("task:" + id)
    if value is None:
        raise HTTPException(404)
    return value


@app.get("/py/raw")
async def raw(id: str):
    return Response(await stored(id), media_type="application/json")


@app.get("/py/typed")
async def typed(id: str) -> Status:
    return Status.model_validate_json(await stored(id))


@app.get("/py/celery")
def celery(id: str):
    result = AsyncResult(id, app=tasks)
    state = result.state
    return {"task_id": id, "status": state, "result": result.result if state == "SUCCESS" else None}


@app.get("/py/page")
def page(request: Request):
    return pages.TemplateResponse(request, "page.html", results)

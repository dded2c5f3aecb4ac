"""A Celery task that does nothing, and its producers: noop.py produce COUNT PRODUCERS | noop.py pace RATE COUNT

QUEUE_BROKER is RabbitMQ's address and QUEUE_NAME the queue. In QUEUE_FOLDER each worker process appends, for each task it
starts, the seconds since the producer was about to send it (one double each): that counts the tasks and holds the waits. With
QUEUE_RESULTS, an address of Redis, results are kept; with QUEUE_CONFIRM each send waits until RabbitMQ has it on its disk.
The producers print one line of JSON: when they began, on the clock that nobody sets, and the processor time of their sending.
"""

import json
import os
import struct
import sys
import time

from celery import Celery

app = Celery("noop", broker=os.environ["QUEUE_BROKER"], backend=os.environ.get("QUEUE_RESULTS"))
app.conf.update(
    # What Celery's guide to optimizing names for short tasks: enough messages at hand that no process waits for the network.
    worker_prefetch_multiplier=64,
    task_default_queue=os.environ["QUEUE_NAME"],
    task_ignore_result="QUEUE_RESULTS" not in os.environ,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"confirm_publish": "QUEUE_CONFIRM" in os.environ},
)
waits = {}  # of this process: the pool's processes are forks


@app.task
def noop(sent):
    wait = time.monotonic() - sent
    pid = os.getpid()
    if pid not in waits:
        waits[pid] = os.open(f"{os.environ['QUEUE_FOLDER']}/{pid}.waits", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    os.write(waits[pid], struct.pack("d", wait))


def produce(count, producers):
    """A process each, as web servers have them; they begin together, when each has sent a task that nobody takes."""
    ready, go = os.pipe(), os.pipe()
    children = []
    for number in range(producers):
        child = os.fork()
        if child == 0:
            send_share(range(number, count, producers), ready[1], go)
            os._exit(0)
        children.append(child)
    for _ in children:
        os.read(ready[0], 1)
    began = time.monotonic()
    os.close(go[0])
    os.close(go[1])
    if any(os.waitpid(child, 0)[1] for child in children):
        sys.exit("a producer failed")
    used = struct.unpack(f"{producers}d", os.read(ready[0], 8 * producers))
    print(json.dumps({"began": began, "cpu": sum(used)}))


def send_share(numbers, ready, go):
    os.close(go[1])
    warm_up()
    os.write(ready, b".")
    os.read(go[0], 1)
    before = time.process_time()
    for _ in numbers:
        noop.delay(time.monotonic())
    os.write(ready, struct.pack("d", time.process_time() - before))


def warm_up():
    noop.apply_async((0,), queue="warm-up")


def pace(rate, count):
    warm_up()
    before, began = time.process_time(), time.monotonic()
    for number in range(count):
        time.sleep(max(0, began + number / rate - time.monotonic()))
        noop.delay(time.monotonic())
    print(json.dumps({"began": began, "cpu": time.process_time() - before}))


if __name__ == "__main__":
    {"produce": produce, "pace": pace}[sys.argv[1]](*map(int, sys.argv[2:]))

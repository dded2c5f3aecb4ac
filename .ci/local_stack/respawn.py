#!/usr/bin/python3
"""Runs one program and starts it again the moment it dies: respawn.py PROGRAM [ARGUMENT...]

supervisord looks at its children once a second and makes one that died in its first second wait; a web process should be
back sooner. So supervisord keeps the socket (which is passed on as descriptor 0), the log, start and stop, and this parent
does nothing but wait. A program that ends by itself in its first second cannot start: its exit code is passed on and the
supervisor's growing pauses apply; so they do where it was killed in its first second several times in a row.
"""

import ctypes
import os
import signal
import sys
import time

SOON = 1  # seconds: who ends earlier has hardly started
AT_ONCE = 3  # so many early deaths in a row, by a signal, are followed by a start at once
PR_SET_PDEATHSIG = 1
STOP = {signal.SIGTERM, signal.SIGINT}


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def start(command):
    child = os.fork()
    if child == 0:
        try:
            die_with_parent()
            signal.pthread_sigmask(signal.SIG_SETMASK, ())
            os.execv(command[0], command)
        finally:
            os._exit(127)
    return child


def stop(child, number):
    os.kill(child, number)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def keep(command):
    """Answers the exit code, when the program was stopped or cannot start."""
    early = 0
    while True:
        began = time.monotonic()
        child = start(command)
        number = signal.sigwait(STOP | {signal.SIGCHLD})
        if number != signal.SIGCHLD:
            return stop(child, number)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        early = early + 1 if time.monotonic() - began < SOON else 0
        if early and (code >= 0 or early > AT_ONCE):
            return abs(code)


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, STOP | {signal.SIGCHLD})
    die_with_parent()
    sys.exit(abs(keep(sys.argv[1:])))

#!/usr/bin/python3
"""Runs one program and starts it again the moment it dies: respawn.py PROGRAM [ARGUMENT...]

supervisord looks at its children once a second and makes one that died in its first second wait; a web process should be
back sooner. And it closes a FastCGI socket when the last process that has it ends, so that deploying the only one would
refuse whoever comes meanwhile. So supervisord opens the socket (which is passed on as descriptor 0), keeps the log, starts
and stops, and this parent does nothing but wait.

SIGHUP puts a new process in the place of the running one: the new one starts first, and the old one is told to end when the
new one has lived for a second. If it has not, the old one stays. A program that ends by itself in its first second cannot
start: its exit code is passed on and the supervisor's growing pauses apply; so they do where it was killed in its first
second several times in a row.
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
SIGNALS = STOP | {signal.SIGHUP, signal.SIGCHLD}


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


def ended(child):
    """The exit code of a child that has ended, else None."""
    pid, status = os.waitpid(child, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if pid else None


def successor(command):
    """A new process that has lived for a second, or None."""
    child, until = start(command), time.monotonic() + SOON
    while (left := until - time.monotonic()) > 0:
        signal.sigtimedwait({signal.SIGCHLD}, left)
        code = ended(child)
        if code is not None:
            print(f"respawn: the new process ended with code {code} in its first second: the old one stays", flush=True)
            return None
    return child


def keep(command):
    """Answers the exit code, when the program was stopped or cannot start."""
    child, began, early, leaving = start(command), time.monotonic(), 0, []
    while True:
        number = signal.sigwait(SIGNALS)
        if number in STOP:
            for one in [child, *leaving]:
                os.kill(one, number)
            codes = [os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in [child, *leaving]]
            return codes[0]
        if number == signal.SIGHUP and (new := successor(command)):
            os.kill(child, signal.SIGTERM)
            leaving.append(child)
            child, began = new, time.monotonic() - SOON
        leaving = [one for one in leaving if ended(one) is None]
        code = ended(child)
        if code is not None:
            early = early + 1 if time.monotonic() - began < SOON else 0
            if early and (code >= 0 or early > AT_ONCE):
                return abs(code)
            child, began = start(command), time.monotonic()


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    die_with_parent()
    sys.exit(abs(keep(sys.argv[1:])))

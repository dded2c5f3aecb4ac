"""Talks to supervisord over its Unix socket (XML-RPC)."""

import http.client
import socket
import xmlrpc.client

NOT_RUNNING = 70  # supervisor.xmlrpc.Faults


class _Connection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost", timeout=120)
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.path)


class _Transport(xmlrpc.client.Transport):
    def __init__(self, path):
        super().__init__()
        self.path = path

    def make_connection(self, host):
        return _Connection(self.path)


class Supervisor:
    def __init__(self, path):
        self.proxy = xmlrpc.client.ServerProxy("http://localhost/RPC2", transport=_Transport(str(path)))

    def answers(self):
        try:
            return self.proxy.supervisor.getState()["statename"] == "RUNNING"
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return False

    def start(self, group):
        self.proxy.supervisor.startProcessGroup(group, False)

    def replace(self, name):
        """Stops a process (as `group:name`) and starts it anew; false where the new one does not stay up."""
        try:
            self.proxy.supervisor.stopProcess(name)
        except xmlrpc.client.Fault as fault:
            if fault.faultCode != NOT_RUNNING:
                raise
        try:
            return self.proxy.supervisor.startProcess(name)
        except xmlrpc.client.Fault:
            return False

    def processes(self):
        """A list of {name, group, statename, pid, stdout_logfile, spawnerr, ...}."""
        return self.proxy.supervisor.getAllProcessInfo()

"""Writes the configuration of the stack's programs and makes the database cluster."""

import os
import re
import resource
import shutil
import subprocess

from .layout import HOME, Problem

ROTATE = "10MB"
BACKUPS = 3
BARE = "/usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TZ=UTC"  # no settings, no secrets

RESPAWN = f'/usr/bin/python3 -IS "{HOME / ".ci/local_stack/respawn.py"}"'


def files_limit():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 16384 if hard == resource.RLIM_INFINITY else min(16384, hard)


def write(path, text):
    path.write_text(text)
    path.chmod(0o600)
    return path


def make_cluster(layout, cluster, say):
    """Makes the cluster at the first start; a first start that was interrupted begins anew."""
    if (cluster / "PG_VERSION").exists():
        return
    say("Making the database cluster.")
    half = cluster.with_name(cluster.name + ".new")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700, parents=True)
    user = layout.postgres_user
    become = {}
    if user:
        os.chown(half, user.pw_uid, user.pw_gid)
        become = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    common = {"cwd": "/", "capture_output": True, "text": True, "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, **become}
    done = subprocess.run(
        [
            layout.postgres_program("initdb"), "-D", str(half), "--username=hunter", "--encoding=UTF8", "--locale=C.UTF-8",
            "--auth-local=trust", "--auth-host=reject", "--data-checksums",
        ],
        **common,
    )  # fmt: skip
    if done.returncode == 0:
        single = [layout.postgres_program("postgres"), "--single", "-D", str(half), "postgres"]
        done = subprocess.run(single, input="create database hunter;\n", **common)
    if done.returncode:
        raise Problem("PostgreSQL's data folder could not be made: " + (done.stderr or done.stdout).strip()[-600:])
    half.rename(cluster)
    if cluster != layout.data / "postgres":
        (layout.data / "postgres").symlink_to(cluster)


def publish_static():
    """The static files under names that bear their hash; those of earlier versions stay."""
    done = subprocess.run([str(HOME / ".ci/static")], capture_output=True, text=True)
    if done.returncode:
        raise Problem("The static files could not be written: " + done.stderr.strip()[-300:])


def postgres_memory(layout):
    """What PostgreSQL keeps of its tables in memory: as its manual advises, a quarter of the machine's, within bounds."""
    chosen = layout.values.get("HUNTER_POSTGRES_MEMORY") or ""
    if not chosen:
        return f"{min(max(128, machine_megabytes() // 4), 4096)}MB"
    if not re.fullmatch(r"[1-9]\d*(kB|MB|GB)", chosen):
        raise Problem(f"HUNTER_POSTGRES_MEMORY is {chosen!r}; it must be a number with kB, MB or GB, such as 512MB.")
    return chosen


def machine_megabytes():
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 20


def write_postgres(layout, cluster):
    """Settings beside the cluster's own, which stay as initdb made them."""
    file = write(
        cluster / "resume-hunter.conf",
        f"""# Written at every start by .ci/stack.
listen_addresses = ''
unix_socket_directories = '{layout.postgres_sockets}'
unix_socket_permissions = 0700
max_connections = 200
shared_buffers = {postgres_memory(layout)}
effective_cache_size = {max(1024, machine_megabytes() // 2)}MB
maintenance_work_mem = 128MB
max_wal_size = 2GB
wal_compression = on
random_page_cost = 1.1
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] '
log_min_duration_statement = 1000
idle_in_transaction_session_timeout = 60s
""",
    )
    if layout.postgres_user:
        os.chown(file, layout.postgres_user.pw_uid, layout.postgres_user.pw_gid)
    return file


def write_redis(layout):
    return write(
        layout.run / "redis.conf",
        f"""# Written at every start by .ci/stack.
port 0
unixsocket "{layout.redis_socket}"
unixsocketperm 700
dir "{layout.redis}"
daemonize no
appendonly yes
appendfsync everysec
save ""
maxmemory {layout.values.get("HUNTER_REDIS_MEMORY") or "512mb"}
maxmemory-policy noeviction
""",
    )


def write_nginx(layout, port):
    done = subprocess.run(
        [str(HOME / "nginx/render")],
        capture_output=True,
        text=True,
        env={
            **layout.values,
            "NGINX_RUN": str(layout.run),
            "NGINX_LISTEN": f"{layout.address}:{port}",
            "NGINX_UPSTREAM": f"unix:{layout.web_socket}",
            "NGINX_USER": "root" if layout.is_root else "",
            "NGINX_CONNECTIONS": str(files_limit() // 2),
        },
    )
    if done.returncode:
        raise Problem("nginx cannot be set up: " + done.stderr.strip())
    file = write(layout.nginx_conf, done.stdout)
    test = subprocess.run(["nginx", "-t", "-q", "-e", "stderr", "-c", str(file)], capture_output=True, text=True)
    if test.returncode:
        raise Problem("nginx refuses its configuration: " + test.stderr.strip()[-600:])


def program(layout, kind, name, command, priority, autostart, lines):
    count = lines.pop("numprocs", None)
    text = [
        f"[{kind}:{name}]",
        f"command={command}",
        f"directory={lines.pop('directory', layout.run)}",
        f"priority={priority}",
        f"autostart={'true' if autostart else 'false'}",
        "autorestart=true",
        "startsecs=1",
        "startretries=1000",
        "killasgroup=true",
        "redirect_stderr=true",
        f"stdout_logfile={layout.logs}/{name}{'-%(process_num)d' if count else ''}.log",
        f"stdout_logfile_maxbytes={ROTATE}",
        f"stdout_logfile_backups={BACKUPS}",
    ]
    if count:
        text += [f"numprocs={count}", "process_name=%(program_name)s-%(process_num)d"]
    return "\n".join(text + [f"{key}={value}" for key, value in lines.items()]) + "\n"


def write_supervisor(layout, binaries, cluster, port):
    """One file for supervisord. Lower priorities start first and stop last."""
    settings = write_postgres(layout, cluster)
    postgres = (
        f"{BARE} {layout.postgres_program('postgres', cluster)} -D {quoted(cluster)} -c {quoted(f'config_file={settings}')}"
    )
    redis = f"{BARE} /usr/bin/redis-server {quoted(write_redis(layout))}"
    write_nginx(layout, port)
    nginx = f"{BARE} HUNTER_DATA={quoted(layout.data)} {quoted(HOME / '.ci/stack')} nginx"
    as_user = {"user": layout.postgres_user.pw_name} if layout.postgres_user else {}
    parts = [
        f"""; Written at every start by .ci/stack.
[supervisord]
nodaemon=true
directory={layout.run}
logfile={layout.logs}/supervisord.log
logfile_maxbytes={ROTATE}
logfile_backups={BACKUPS}
pidfile={layout.run}/supervisord.pid
childlogdir={layout.logs}
identifier=resume-hunter
umask=077
minfds={files_limit()}
{'user=root' if layout.is_root else ''}

[unix_http_server]
file={layout.supervisor_socket}
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://{layout.supervisor_socket}
""",
        # killasgroup would kill PostgreSQL's backends in mid-write; they end with their postmaster.
        program(layout, "program", "postgres", postgres, 10, True,
                {"stopsignal": "INT", "stopwaitsecs": 60, "directory": "/", **as_user}).replace("killasgroup=true\n", ""),
        program(layout, "program", "redis", redis, 20, True, {"stopsignal": "TERM", "stopwaitsecs": 30}),
        program(layout, "fcgi-program", "web", f"{RESPAWN} {quoted(binaries / 'hunter-web')}", 40, False, {
            "numprocs": layout.webs, "socket": f"unix://{layout.web_socket}", "socket_mode": "0600",
            "socket_backlog": 1024, "stopsignal": "TERM", "stopwaitsecs": 35}),
        program(layout, "program", "nginx", nginx, 50, False, {"stopsignal": "QUIT", "stopwaitsecs": 10}),
    ]  # fmt: skip
    if layout.workers:
        parts.append(
            program(layout, "program", "worker", quoted(binaries / "hunter-worker"), 30, False, {
                "numprocs": layout.workers, "stopsignal": "TERM", "stopwaitsecs": 35})
        )  # fmt: skip
    return write(layout.supervisor_conf, "\n".join(parts))


def quoted(path):
    return f'"{path}"'

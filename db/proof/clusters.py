"""A PostgreSQL of one's own that keeps what it has committed, to be killed."""

import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

import psycopg

ROLES = "admin owner definer migrator app worker backup installer".split()


class Cluster:
    """Socket only and peer authentication, as bin/lib.sh starts one, but durable: gone when it is closed."""

    def __init__(self):
        self.owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="tryzore.", dir="/tmp"))
        self.folder.chmod(0o711)
        self.process = None
        for name in ("data", "socket"):
            (self.folder / name).mkdir(mode=0o700)
            os.chown(self.folder / name, self.owner.pw_uid, self.owner.pw_gid)
        self.run("initdb", "--pgdata", self.folder / "data", "--username", "tryzore_admin", "--encoding", "UTF8", "--locale", "C.UTF-8")
        (self.folder / "data/pg_hba.conf").write_text("local all all peer map=tryzore\n")
        users = {pwd.getpwuid(os.geteuid()).pw_name, self.owner.pw_name}
        (self.folder / "data/pg_ident.conf").write_text("".join(f'tryzore "{user}" tryzore_{role}\n' for user in users for role in ROLES))
        self.start()

    @property
    def conninfo(self):
        return f"host={self.folder}/socket port=5432 user=tryzore_admin dbname=postgres"

    @property
    def command(self):
        """The programs of the newest PostgreSQL lie in the path, as whoever starts the proofs has it."""
        return ["setpriv", "--pdeathsig", "INT", *(["--reuid", str(self.owner.pw_uid), "--regid", str(self.owner.pw_gid), "--init-groups"]
                if os.geteuid() == 0 else []), "--"]  # fmt: skip

    def run(self, *arguments):
        subprocess.run([*self.command, *map(str, arguments)], cwd="/", check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def start(self):
        """Again, too, after a crash: what recovers answers late."""
        deadline = time.monotonic() + 60
        while True:
            if self.process is None or self.process.poll() is not None:
                # Those whom the crash left behind have the memory for a moment still, and nobody else may start before.
                with open(self.folder / "log", "ab") as log:
                    self.process = subprocess.Popen(
                        [*self.command, "postgres", "-D", self.folder / "data", "-k", self.folder / "socket", "-c", "listen_addresses=",
                         "-c", "unix_socket_permissions=0700", "-c", "max_connections=200", "-c", "jit=off", "-c", "deadlock_timeout=50ms"],
                        cwd="/", stdout=log, stderr=log,
                    )  # fmt: skip
            try:
                psycopg.connect(self.conninfo).close()
                return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)

    def kill(self):
        """The postmaster by -9: those that serve somebody notice and end without a word, as in a crash."""
        self.process.kill()
        self.process.wait()

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()
        shutil.rmtree(self.folder)

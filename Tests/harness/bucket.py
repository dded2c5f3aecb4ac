"""A bucket of S3 on this machine, played by moto, which checks each request's signature as Amazon does."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import boto3
from botocore.config import Config

ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
REGION = "us-east-1"


class Bucket:
    """`with Bucket("resumes") as bucket:` - then `bucket.address`, `bucket.settings()`, `bucket.keys()`."""

    def __init__(self, name):
        self.name = name
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = f"http://127.0.0.1:{probe.getsockname()[1]}"

    def __enter__(self):
        # Making the user, the policy, the key and the bucket are the four requests that need no signature.
        environment = {**os.environ, "INITIAL_NO_AUTH_ACTION_COUNT": "4"}
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", self.address.rsplit(":", 1)[1]]
        self.process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.wait_until_ready()
            users = self.client("iam", "none", "none")
            users.create_user(UserName="hunter")
            users.put_user_policy(UserName="hunter", PolicyName="all", PolicyDocument=json.dumps(ALL))
            key = users.create_access_key(UserName="hunter")["AccessKey"]
            self.key, self.secret = key["AccessKeyId"], key["SecretAccessKey"]
            self.objects = self.client("s3", self.key, self.secret)
            self.objects.create_bucket(Bucket=self.name)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def wait_until_ready(self):
        deadline = time.monotonic() + 30
        while True:
            try:
                return urllib.request.urlopen(self.address + "/moto-api/data.json", timeout=5).read()
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def client(self, service, key, secret):
        config = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1})
        return boto3.client(
            service, endpoint_url=self.address, region_name=REGION, aws_access_key_id=key, aws_secret_access_key=secret, config=config
        )

    def settings(self, **other):
        return {
            "HUNTER_FILES": "s3", "S3_ENDPOINT": self.address, "S3_BUCKET": self.name, "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": self.key, "AWS_SECRET_ACCESS_KEY": self.secret, **other,
        }  # fmt: skip

    def keys(self):
        return [entry["Key"] for entry in self.objects.list_objects_v2(Bucket=self.name).get("Contents", [])]

    def read(self, key):
        return self.objects.get_object(Bucket=self.name, Key=key)["Body"].read()

"""An InfraKit instance plugin in Python, with the standard library only. Each instance is a file in INSTANCES_DIR."""

import json
import os
import re
import secrets
import signal
import sys
import threading

import json_text
import rpc

# The name of the socket is the name of the plugin.
NAME = "python-files"
ID = re.compile(r"python-[0-9a-f]{16}")
# How long calls that are under way may take when the plugin is told to stop, in seconds.
CLOSE_TIMEOUT = 10


class Instances:
    """Instances that are files. The lock keeps labels that are given at once from overwriting each other."""

    def __init__(self, directory):
        self.directory = directory
        self.lock = threading.Lock()

    def validate(self, properties):
        """Refuses what provision would refuse."""
        if properties is not None and not properties.startswith("{") and properties != "null":
            raise ValueError("Properties must be an object")

    def provision(self, spec):
        properties = spec.get("properties")
        self.validate(properties)
        tags = json_text.value(spec.get("tags"), dict, {})
        instance_id = "python-" + secrets.token_hex(8)
        self.write(
            {
                "ID": json_text.dump(instance_id),
                "LogicalID": spec.get("logicalid", "null"),
                "Tags": json_text.dump(tags),
                "Properties": properties or "null",
            }
        )
        return instance_id

    def label(self, instance_id, labels):
        with self.lock:
            instance = self.read(instance_id)
            if instance is None:
                raise LookupError(f"not found {instance_id}")
            tags = json_text.value(instance["Tags"], dict, {})
            self.write({**instance, "Tags": json_text.dump({**tags, **labels})})

    def destroy(self, instance_id):
        with self.lock:
            try:
                os.remove(self.path(instance_id))
            except FileNotFoundError:
                raise LookupError(f"not found {instance_id}") from None

    def describe(self, tags, with_properties):
        """The instances that carry all of the tags. If one cannot be read it fails: a list that leaves some out would
        make a group replace them."""
        found = []
        for name in sorted(os.listdir(self.directory)):
            instance_id, ending = os.path.splitext(name)
            instance = self.read(instance_id) if ending == ".json" and ID.fullmatch(instance_id) else None
            if instance is None:
                continue
            carried = json_text.value(instance["Tags"], dict, {})
            if any(carried.get(tag) != value for tag, value in tags.items()):
                continue
            if not with_properties or instance["Properties"] == "null":
                del instance["Properties"]
            found.append(json_text.write(instance))
        return "[" + ",".join(found) + "]"

    def path(self, instance_id):
        """No id leads to another file."""
        if not ID.fullmatch(instance_id):
            raise LookupError(f"not found {instance_id}")
        return os.path.join(self.directory, instance_id + ".json")

    def read(self, instance_id):
        try:
            with open(self.path(instance_id), encoding="utf-8") as file:
                return json_text.members(file.read())
        except FileNotFoundError:
            return None

    def write(self, instance):
        """Replaces the file at once: whoever looks sees the instance as it was or as it is."""
        path = self.path(json.loads(instance["ID"]))
        with open(path + ".part", "w", encoding="utf-8") as file:
            file.write(json_text.write(instance))
        os.replace(path + ".part", path)


def instance_methods(instances):
    """The methods of Instance/0.6.1, by their names."""

    def method(run):
        def call(params):
            # There is one object behind this socket, and it has no name.
            of = json_text.value(params.get("type"), str, "")
            if of != "":
                raise LookupError(f"no-plugin:{of}")
            return json_text.write({"Type": '""', **run(params)})

        return call

    def validate(params):
        instances.validate(params.get("properties"))
        return {"OK": "true"}

    def provision(params):
        spec = json_text.fields(params.get("spec", "{}"))
        return {"ID": json_text.dump(instances.provision(spec))}

    def label(params):
        labels = json_text.value(params.get("labels"), dict, {})
        instances.label(json_text.value(params.get("instance"), str, ""), labels)
        return {"OK": "true"}

    def destroy(params):
        instances.destroy(json_text.value(params.get("instance"), str, ""))
        return {"OK": "true"}

    def describe(params):
        tags = json_text.value(params.get("tags"), dict, {})
        with_properties = json_text.value(params.get("properties"), bool, False)
        return {"Descriptions": instances.describe(tags, with_properties)}

    return {
        "Instance.Validate": method(validate),
        "Instance.Provision": method(provision),
        "Instance.Label": method(label),
        "Instance.Destroy": method(destroy),
        "Instance.DescribeInstances": method(describe),
    }


def handshake_methods():
    """What is served, in every way in which InfraKit ever asked: clients compare versions as words."""

    def always(result):
        text = json_text.dump(result)
        return lambda params: text

    def apis(*versions):
        return {"APIs": [{"Name": "Instance", "Version": version} for version in versions]}

    return {
        "Handshake.Hello": always({"Objects": {"Instance/0.6.1": [{"Name": ".", "ProxyFor": ""}]}}),
        "Handshake.Implements": always(apis("0.5.0", "0.3.0")),
        "Handshake.Types": always({"Types": {"Instance/0.5.0": ["."]}}),
        "Plugin.Implements": always(apis("0.1.0")),
    }


def serve(path, methods):
    """Answers until a signal comes, then lets calls end and removes what it has made."""
    if rpc.is_served(path):
        sys.exit(f'Cannot serve at "{path}": somebody else does')
    if os.path.exists(path):
        os.remove(path)
    # Nobody else may call the plugin: the socket is made with mode 0600.
    before = os.umask(0o177)
    server = rpc.Server(path, methods)
    os.umask(before)
    pid_file = path + ".pid"
    with open(pid_file, "w", encoding="utf-8") as file:
        file.write(str(os.getpid()))
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stop.wait()
    os.remove(path)
    server.shutdown()
    server.wait_for_calls(CLOSE_TIMEOUT)
    server.server_close()
    os.remove(pid_file)


def plugin_directory():
    """Where clients look for sockets. A variable that is empty counts as not set."""
    home = os.environ.get("INFRAKIT_HOME") or os.path.join(os.path.expanduser("~"), ".infrakit")
    return os.environ.get("INFRAKIT_PLUGINS_DIR") or os.path.join(home, "plugins")


def main():
    plugins, directory = plugin_directory(), os.environ.get("INSTANCES_DIR")
    if not directory:
        sys.exit("Cannot start: set INSTANCES_DIR")
    for made in (plugins, directory):
        os.makedirs(made, mode=0o700, exist_ok=True)
    methods = {**handshake_methods(), **instance_methods(Instances(directory))}
    serve(os.path.join(plugins, NAME), methods)


if __name__ == "__main__":
    main()

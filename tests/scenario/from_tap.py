# SPDX-License-Identifier: Apache-2.0
"""Turns a recording (caa-audit --record FILE) into a scenario: what each server answered, and how
each try without an answer ended.

usage: python3 from_tap.py FILE [NAME...] > NAME.scn

Without NAMEs, those that were asked for are guessed: every name whose CAA was asked for and that lies
above no other.  What must come of them is not in a recording: `run_scenarios -r` prints the rows that
come, to be judged and pasted in.
"""

import ipaddress
import re
import struct
import sys
from collections import defaultdict
from datetime import datetime, timezone

TOOL_RESPONSE, TCP = 12, 2
LATENCY_MS = 10  # of the scenarios' network
TYPES = {
    1: "A",
    2: "NS",
    5: "CNAME",
    6: "SOA",
    16: "TXT",
    28: "AAAA",
    39: "DNAME",
    43: "DS",
    46: "RRSIG",
    47: "NSEC",
    48: "DNSKEY",
    50: "NSEC3",
    257: "CAA",
}
RCODES = {0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED"}
OPT, EXTENDED_ERROR = 41, 15
READABLE_CAA = re.compile(rb"(.)(.)([ !#-\[\]-~]+)", re.DOTALL)  # no quote and no backslash
ENDS = {"unreachable": "unreachable", "closed": "close"}  # of tries without an answer
SECTIONS = ("answer", "authority", "additional")
OPTIONS = {
    "server": "-s {}",
    "iterate": "--iterate",
    "concurrency": "-j {}",
    "timeout": "-t {}s",
    "entry-timeout": "--entry-timeout {}s",
    "retries": "-r {}",
    "no-dnssec": "--no-dnssec",
    "require-dnssec": "--require-dnssec",
    "every-server": "--every-server",
    "port": "-p {}",
    "perspective": "--perspective {}",
    "quorum": "--quorum {}",
    "account": "--account {}",
    "method": "--method {}",
}


# ---- the file: Frame Streams, protobuf ----


def frames(octets):
    """The data frames; a control frame is announced by a length of 0."""
    at = 0
    while at + 4 <= len(octets):
        (size,) = struct.unpack_from(">I", octets, at)
        at += 4
        if size == 0:
            (size,) = struct.unpack_from(">I", octets, at)
            at += 4
        elif at + size <= len(octets):
            yield octets[at : at + size]
        at += size


def varint(octets, at):
    value = shift = 0
    while True:
        value |= (octets[at] & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not octets[at - 1] & 0x80:
            return value, at


def fields(octets):
    """A message of protobuf as a dictionary by number; of what is repeated, the last."""
    found, at = {}, 0
    while at < len(octets):
        key, at = varint(octets, at)
        kind = key & 7
        if kind == 0:
            found[key >> 3], at = varint(octets, at)
        elif kind == 2:
            size, at = varint(octets, at)
            found[key >> 3] = octets[at : at + size]
            at += size
        else:
            size = {1: 8, 5: 4}[kind]
            found[key >> 3] = octets[at : at + size]
            at += size
    return found


# ---- messages ----


def escaped(octet):
    plain = octet < 128 and (chr(octet).isalnum() or octet in b"-_*")
    return chr(octet) if plain else f"\\{octet:03}"


def name_at(message, at):
    """The labels of a name as a zone file writes them, and where it ends."""
    labels, end = [], None
    while message[at]:
        if message[at] >= 0xC0:
            end = end or at + 2
            at = (message[at] & 0x3F) << 8 | message[at + 1]
            continue
        labels.append(message[at + 1 : at + 1 + message[at]])
        at += 1 + message[at]
    text = "".join("".join(map(escaped, label)) + "." for label in labels)
    return text or ".", end or at + 1


def rdata_at(message, kind, at, size):
    """RDATA for a zone file: what is common in words, the rest in octets (RFC 3597)."""
    octets = message[at : at + size]
    if kind == 1 and size == 4 or kind == 28 and size == 16:
        return str(ipaddress.ip_address(octets))
    if kind in (2, 5, 39):
        return name_at(message, at)[0]
    if kind == 6:
        server, second = name_at(message, at)
        person, end = name_at(message, second)
        return " ".join([server, person, *map(str, struct.unpack_from(">5I", message, end))])
    if kind == 257 and (caa := READABLE_CAA.fullmatch(octets)):
        flags, size, text = caa.groups()
        tag, value = text[: size[0]].decode(), text[size[0] :].decode()
        if tag.isalnum():
            return f'{flags[0]} {tag} "{value}"'
    return f"\\# {len(octets)} {octets.hex()}"


class Answer:
    """A message taken apart; ValueError, IndexError or struct.error where it cannot be."""

    def __init__(self, message):
        _, self.flags, questions, *counts = struct.unpack_from(">6H", message)
        self.records, self.rcode, self.edns, self.extended_error, at = [], self.flags & 15, False, None, 12
        if questions != 1:
            raise ValueError("no question")
        _, at = name_at(message, at)
        at += 4
        for section, count in zip(SECTIONS, counts):
            for _ in range(count):
                at = self._read(message, section, at)

    def _read(self, message, section, at):
        owner, at = name_at(message, at)
        kind, group, ttl, size = struct.unpack_from(">HHIH", message, at)
        at += 10
        if at + size > len(message):
            raise ValueError("cut")
        if kind == OPT:
            self.edns, self.rcode = True, self.rcode | ttl >> 24 << 4
            if size >= 6 and struct.unpack_from(">H", message, at)[0] == EXTENDED_ERROR:
                (self.extended_error,) = struct.unpack_from(">H", message, at + 4)
        elif group == 1:
            word = TYPES.get(kind, f"TYPE{kind}")
            self.records.append((section, f"{owner} {ttl} {word} {rdata_at(message, kind, at, size)}"))
        return at + size


def question_of(message):
    name, at = name_at(message, 12)
    (kind,) = struct.unpack_from(">H", message, at)
    return name, TYPES.get(kind, f"TYPE{kind}"), message[11] > 0


def actions_of(message, edns_asked):
    """What the server did, as a rule says it, and the lines below."""
    try:
        answer = Answer(message)
    except (ValueError, IndexError, struct.error):
        return ["normal"], [f"octets {message.hex()}"]
    actions = [f"rcode {RCODES.get(answer.rcode, answer.rcode)}"]
    actions.append("aa" if answer.flags & 0x400 else "no-aa")
    actions.append("ra" if answer.flags & 0x80 else "no-ra")
    if answer.flags & 0x200:
        actions.append("truncate")
    if edns_asked and not answer.edns:
        actions.append("no-opt")
    if answer.extended_error is not None:
        actions.append(f"ede {answer.extended_error}")
    return actions, [f"{section} {record}" for section, record in answer.records]


# ---- the recording ----


def words_of(line):
    return dict(re.findall(r"(\w[\w-]*)=(\S+)", line))


def milliseconds(message, number):
    """A time in two fields: seconds, then nanoseconds."""
    nanoseconds = int.from_bytes(message.get(number + 1, b""), "little")
    return message.get(number, 0) * 1000 + nanoseconds // 1_000_000


class Recording:
    def __init__(self, octets):
        self.options, self.hints, self.anchors, self.start = [], [], [], {}
        self.tries = {}  # by number: what was asked of whom, and what came of it
        settings = []
        for frame in frames(octets):
            dnstap = fields(frame)
            extra = dnstap.get(3, b"").decode(errors="replace")
            message = fields(dnstap.get(14, b""))
            if extra.startswith("caa-audit recording"):
                _, start, *lines = extra.split("\n")
                self.start, settings = words_of(start), ["\n".join(lines)]
            elif extra.startswith("settings\n"):
                settings.append(extra.partition("\n")[2])
            else:
                self._take(extra, message)
        if not self.start:
            sys.exit("from_tap.py: this is no recording of caa-audit")
        self._settle("".join(settings))

    def _settle(self, settings):
        for line in settings.split("\n"):
            word, _, value = line.partition(" ")
            if word == "option":
                self.options.append(value.partition("=")[::2])
            elif word in ("hint", "anchor"):
                (self.hints if word == "hint" else self.anchors).append(value)

    def _take(self, extra, message):
        """One frame: a try that got no answer, or an answer, which holds its question too."""
        line = words_of(extra.split("\n")[0])
        answered = message.get(1) == TOOL_RESPONSE
        number = int(line.get("try", 0))
        if not number or 10 not in message and 14 not in message:
            return
        octets = message.get(10) or message[14]
        name, kind, edns = question_of(octets)
        server = f"{ipaddress.ip_address(message[5])}@{message[7]}" if 5 in message else None
        transport = "tcp" if message.get(3) == TCP else "udp"
        new = {"key": (server, name.lower(), kind, transport), "edns": edns, "end": None, "reply": None}
        attempt = self.tries.setdefault(number, new)
        if answered and attempt["reply"] is None:
            attempt["reply"] = message[14]
            attempt["took"] = max(0, milliseconds(message, 12) - milliseconds(message, 8))
        elif not answered:
            attempt["end"] = line.get("end")

    def attempts(self):
        return [self.tries[number] for number in sorted(self.tries)]


# ---- the scenario ----


def head_of(recording):
    wall = datetime.fromtimestamp(int(recording.start["wall"]), timezone.utc)
    yield f"date {wall:%Y-%m-%dT%H:%M:%SZ}"
    for word, records in (("hints", recording.hints), ("anchors", recording.anchors)):
        if records:
            yield word
            yield from (f"    {record}" for record in records)


def options_of(recording):
    words = []
    for name, value in recording.options:
        if name in OPTIONS and value not in ("no", "false"):
            words.append(OPTIONS[name].format(value))
    if recording.start.get("v6") == "0":
        words.append("no-v6")
    return " ".join(["options", *dict.fromkeys(words)])


def rule_of(attempt, number):
    _, name, kind, transport = attempt["key"]
    name = re.sub(r"^\*(?=\.)", r"\\042", name)  # the question for a DNS wildcard itself; a star stands for any label
    head = f"    on {name} {kind} {transport}" + (f" try {number}" if number else "")
    if attempt["reply"] is not None:
        actions, lines = actions_of(attempt["reply"], attempt["edns"])
        if attempt["took"] > LATENCY_MS:
            actions.append(f"delay {attempt['took'] - LATENCY_MS}ms")
    else:
        actions, lines = [ENDS.get(attempt["end"], "silence")], []
    yield f"{head}: {', '.join(actions)}"
    yield from (f"        {line}" for line in lines)


def servers_of(recording):
    """What each server did at each try; then, for a course of chance that leads elsewhere, what any of them said."""
    by_server = defaultdict(list)
    for attempt in recording.attempts():
        by_server[attempt["key"][0]].append(attempt)
    for server, attempts in by_server.items():
        if server is None:
            continue
        yield f"server {server}"
        tries = defaultdict(int)
        for attempt in attempts:
            tries[attempt["key"]] += 1
            yield from rule_of(attempt, tries[attempt["key"]])
    yield "server *"
    answered = [attempt for attempt in recording.attempts() if attempt["reply"] is not None]
    for attempt in {attempt["key"][1:]: attempt for attempt in answered}.values():
        yield from rule_of(attempt, None)
    yield "    on * any: silence"


def guessed_names(recording):
    asked = [attempt["key"][1] for attempt in recording.attempts() if attempt["key"][2] == "CAA"]
    names = [name for name in dict.fromkeys(asked) if name != "."]
    lowest = (name for name in names if not any(other.endswith("." + name) for other in names))
    return [name.rstrip(".") for name in lowest]


def main(path, *names):
    with open(path, "rb") as file:
        recording = Recording(file.read())
    print("# From a recording: what went wrong, in a line, and what is right.")
    print("\n".join(head_of(recording)))
    print("\n".join(servers_of(recording)))
    print(options_of(recording))
    for name in names or guessed_names(recording):
        print(f"ask {name}")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__.strip())
    main(*sys.argv[1:])

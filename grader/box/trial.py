"""Try a first session before any student's: it must be able to work, and unable to do harm.

It runs as student code does, so it finds what the layers around it do not stop, for whatever reason.
"""

from .session_client import SessionEnded

SOURCE = """
def trial(memory, closed):
    import os
    import socket

    import numpy as np

    np.empty(memory, np.uint8)
    with open("trial", "w") as file:
        file.write("what a session may")

    def start_a_process():
        if not os.fork():
            os._exit(0)

    attempts = {
        "start a process": start_a_process,
        "open a socket": socket.socket,
        "send a signal": lambda: os.kill(os.getppid(), 0),
        "change the mode of a file": lambda: os.chmod("trial", 0o600),
        "write outside of its scratch": lambda: os.mkdir("../../trial"),
        **{f"read {folder}": lambda folder=folder: os.listdir(folder) for folder in closed},
    }
    done = []
    for what, attempt in attempts.items():
        try:
            attempt()
        except OSError:
            continue
        done.append(what)
    return done
"""
MEMORY = 0.25  # of what a session may have: so much at once


def fails(session, memory, closed, confined):
    """Try a session; return a sentence that says what is wrong, "" where nothing is.

    session    session_client.Session, fresh
    memory     bytes that it may have
    closed     paths of folders that it must not read
    confined   True: nothing forbidden may succeed
    """
    try:
        session.prepare({0: SOURCE}, ["trial"])
        reply = session.call("trial", [int(MEMORY * memory), list(map(str, closed))])
    except SessionEnded as stopped:
        return f"a first session, tried before anything is graded, {stopped}"
    if reply.raised:
        kinds, text, *_ = reply.raised
        return f"a first session, tried before anything is graded, failed: {kinds[0]}: {text}"
    if confined and reply.value:
        return f"a first session could {', '.join(reply.value)}, although it was confined; nothing is graded so"
    return ""

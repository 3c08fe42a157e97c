"""Encryption of a substitute's precomputed answers, each with the question that it answers.

A correct loop calls its substitute with arguments that are known beforehand, so the answers can be sent along with the
call of the loop, which saves messages. They are results that the function has to compute, so they must not be readable.
The key of each answer is derived from its question, the whole message with all arguments: only code that can ask the
question can decrypt the answer, and other code learns only how many answers there are.

The key stream is SHAKE256 of the question (FIPS 202); its first LABEL bytes are the label, by which an answer is found.
"""

import hashlib

import numpy as np

LABEL = 16  # bytes


def seal(question: bytes, answer: bytes) -> tuple[str, np.ndarray]:
    """Encrypt an answer with its question, both bytes; return (label, encrypted answer): str, array of bytes."""
    stream = hashlib.shake_256(question).digest(LABEL + len(answer))
    return stream[:LABEL].hex(), _ciphered(answer, stream)


def unseal(question, sealed):
    """Decrypt the answer to a question among encrypted ones, dict: label -> array; return bytes, or None."""
    stream = hashlib.shake_256(question)
    answer = sealed.get(stream.digest(LABEL).hex())
    return None if answer is None else _ciphered(answer, stream.digest(LABEL + len(answer))).tobytes()


def _ciphered(data, stream):
    return np.frombuffer(data, np.uint8) ^ np.frombuffer(stream, np.uint8, offset=LABEL)

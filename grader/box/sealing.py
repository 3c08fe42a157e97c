"""Answers that travel ahead of their questions, sealed with the questions themselves.

What a graded function will be lent is known when it is called, if it is right; to send it along saves a conversation.
The answers must stay closed until they are asked for, as they are results that the function has to find. So each is
enciphered with a stream that its question alone gives: the whole message with all arguments in it. Who can open an
answer could have asked for it, and who can't put the question learns no more than how many there are.

The stream is SHAKE256 of the question (FIPS 202); its first LABEL bytes are the label, by which an answer is found.
"""

import hashlib

import numpy as np

LABEL = 16  # bytes


def seal(question, answer):
    """Seal an answer, both bytes; return (label, sealed answer), a str and an array of bytes."""
    stream = hashlib.shake_256(question).digest(LABEL + len(answer))
    return stream[:LABEL].hex(), _ciphered(answer, stream)


def unseal(question, sealed):
    """Return the answer, bytes, to a question among sealed ones, dict: label -> array; None where it is not there."""
    stream = hashlib.shake_256(question)
    answer = sealed.get(stream.digest(LABEL).hex())
    return None if answer is None else _ciphered(answer, stream.digest(LABEL + len(answer))).tobytes()


def _ciphered(data, stream):
    return np.frombuffer(data, np.uint8) ^ np.frombuffer(stream, np.uint8, offset=LABEL)

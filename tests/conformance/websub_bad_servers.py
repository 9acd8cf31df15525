"""Hubs that are each wrong in one way. `breaks`: how the names of rules begin that must say so."""
import math, threading, time

from websub_example_site import PLAIN, Hub


class Blunt(Hub):
    """200 where 202 is meant, 500 where something is wrong."""
    breaks = ("a subscription is accepted", "an unknown parameter", "a form with", "a secret of 1", "unsubscribing what",
              "a secret of 200", "refused: PUT", "refused: GET", "202 does not depend")

    def answer(self, visit):
        status, fields, body = super().answer(visit)
        return (200 if status == 202 else 500 if status >= 400 else status), fields, body


class Obliging(Hub):
    """Takes whatever comes."""
    breaks = ("refused", "a secret of 200 bytes is refused", "a secret of 201", "a secret of 5000")

    def refusal(self, visit):
        return ""


class Waiting(Hub):
    """Verifies while the subscriber waits for its answer."""
    breaks = ("202 does not wait", "202 does not depend")

    def take(self, visit):
        words = self.refusal(visit)
        try:
            done = not words and self.verify(dict(visit.form))
        except OSError:
            done = False
        return (202, (), b"") if done else (400, PLAIN, words.encode() or b"not confirmed")


class Curt(Hub):
    """A verification of a challenge alone."""
    breaks = ("hub.verify_token", "hub.lease_seconds", "a lease is granted", "a lease that nobody", "a verification of")

    def query(self, form, challenge):
        return {"hub.mode": form["hub.mode"], "hub.challenge": challenge}


class Gossip(Hub):
    """Tells the secret, by one challenge for all."""
    breaks = ("no secret of the subscriber", "challenges")

    def challenge(self):
        return "challenge"

    def query(self, form, challenge):
        return {**super().query(form, challenge), **form}


class Endless(Hub):
    """No lease ends."""
    breaks = ("a lease ends",)

    def settle(self, form, callback, version):
        super().settle(form, callback, version)
        for one in self.subscriptions.values():
            one.until = math.inf


class Forgetful(Hub):
    """Whose lease has ended is new."""
    breaks = ("who renews",)

    def lapse(self, one):
        self.subscriptions.pop(one.key)


class Trusting(Hub):
    """An answer is a confirmation."""
    breaks = ("not the challenge", "204 with", "300 with", "304 with", "400 with", "404 with", "410 with", "500 with", "503 with",
              "a renewal that fails leaves the secret", "a renewal that fails leaves no secret", "an unsubscription that")

    def confirmed(self, reply, challenge):
        return True


class Suspicious(Hub):
    """Nothing is a confirmation."""
    breaks = ("200 with", "201 with", "202 with", "203 with", "206 with", "299 with", "who has unsubscribed", "every change comes",
              "a hundred", "unsubscribing one")

    def confirmed(self, reply, challenge):
        return False


class Led(Hub):
    """Follows redirects."""
    breaks = ("a verification follows", "a delivery follows")

    def ask(self, url, *fields, **more):
        reply = super().ask(url, *fields, **more)
        return super().ask(reply["Location"], *fields, **more) if reply["Location"] else reply


class Cutting(Hub):
    """A callback has no query."""
    breaks = ("the callback's query", "equal paths")

    def callback(self, form):
        return form["hub.callback"].partition("?")[0]


class Eager(Hub):
    """Changes first, and asks then; who does not confirm is removed."""
    breaks = ("a renewal that fails", "an unsubscription that")

    def verify(self, form):
        callback = self.callback(form)
        self.settle(form, callback, self.version)
        if not super().verify(form):
            self.subscriptions.pop(self.key(form, callback), None)


class Faithful(Hub):
    """Keeps the first secret, and whoever wants to go."""
    breaks = ("a renewal with", "nothing is delivered after unsubscribing", "410 ends")

    def secret(self, form, old):
        return old.secret if old else super().secret(form, old)

    def settle(self, form, callback, version):
        if form["hub.mode"] == "subscribe":
            super().settle(form, callback, version)

    def end(self, one):
        pass


class Sweeping(Hub):
    """One who goes takes all along."""
    breaks = ("unsubscribing one",)

    def settle(self, form, callback, version):
        super().settle(form, callback, version)
        if form["hub.mode"] == "unsubscribe":
            self.subscriptions.clear()


class Vague(Hub):
    """Says neither what it sends nor of whom, in a coding, signed by what is too weak."""
    breaks = ("a rss", "a atom", "a json", "a text/plain", "a delivery has one Link", "a delivery has no Content-Encoding",
              "a delivery is signed", "two subscribers")

    def fields(self, one, path, body):
        return ["Content-Type: application/octet-stream", "Content-Encoding: identity", *self.signed(one, body)]

    def signed(self, one, body):
        return ["X-Hub-Signature: sha1=0123456789012345678901234567890123456789"]


class Doubling(Hub):
    """Each request makes a subscription."""
    breaks = ("subscribing again",)

    def key(self, form, callback):
        return callback, form["hub.topic"], time.monotonic()


class Insistent(Hub):
    """No answer is a success."""
    breaks = ("200 is done", "201 is done", "202 is done", "204 is done", "206 is done", "299 is done")

    def delivered(self, one, version, status):
        super().delivered(one, version, 500)


class Resigned(Hub):
    """Tries once; who failed has no subscription any more."""
    breaks = ("300 is a failure", "304 is", "400 is", "401 is", "403 is", "404 is", "408 is", "429 is", "500 is", "502 is",
              "503 is", "504 is", "no answer is", "after five failures", "a delivery follows")

    def delivered(self, one, version, status):
        super().delivered(one, version, status)
        if status >= 300 or not status:
            self.end(one)


class Complete(Hub):
    """Brings every version, one after the other."""
    breaks = ("who fails for one version",)

    def choose(self, one):
        return one.version + 1


class Serial(Hub):
    """One delivery at a time; a connection that fails, or much of an answer, ends it all."""
    breaks = ("who hangs", "who answers a megabyte", "who leaves")

    def __init__(self):
        self.one_at_a_time, self.broken = threading.Lock(), False
        super().__init__()

    def ask(self, url, *fields, **more):
        if more.get("method") != "POST":
            return super().ask(url, *fields, **more)
        with self.one_at_a_time:
            if self.broken:
                raise OSError("broken")
            self.broken = True
            reply = super().ask(url, *fields, **more)
            self.broken = len(reply.body) > 100_000
            return reply


class Losing(Hub):
    """Room for fifty."""
    breaks = ("a hundred",)

    def settle(self, form, callback, version):
        super().settle(form, callback, version)
        for key in list(self.subscriptions)[:-50]:
            self.subscriptions.pop(key, None)


HUBS = (Blunt, Obliging, Waiting, Curt, Gossip, Endless, Forgetful, Trusting, Suspicious, Led, Cutting, Eager, Faithful, Sweeping,
        Vague, Doubling, Insistent, Resigned, Complete, Serial, Losing)

"""Where a hub must not be led: addresses that are not of the open Internet, refused at once when they are written out."""
from websub_hub_requests import refused
from websub_rule_table import OURS, hub_rule as rule

SPECIAL = """0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.2 127.255.255.255 169.254.0.1
169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1
198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 [::] [::1] [::2] [::ffff:10.0.0.1]
[::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [::ffff:127.0.0.2] [0:0:0:0:0:ffff:c0a8:1] [::10.0.0.1] [64:ff9b::10.0.0.1]
[64:ff9b::a9fe:a9fe] [64:ff9b:1::1] [100::1] [2001::1] [2001:2::1] [2001:db8::1] [2001:10::1] [2001:20::1] [2002:a9fe:a9fe::1] [2002:7f00:2::]
[3fff::1] [5f00::1] [fc00::1] [fd00:ec2::254] [fe80::1] [fe80::1%25eth0] [fec0::1] [ff02::1] [ff0e::1]""".split()
# What inet_aton and curl read as addresses: decimal, hexadecimal, octal, and with parts left out.
ODD = """2852039166 167772161 2130706434 0xa9fea9fe 0xA000001 0x7f000002 0xa9.0xfe.0xa9.0xfe 0251.0376.0251.0376 012.0.0.1
0177.0.0.2 10.1 127.2 169.254.43518 192.168.1 0 00.0.0.0 169.254.169.254. 10.0.0.1. 127.2. 2130706434. 0x7f.2.
%31%30.0.0.1 1%30.0.0.1 １０.0.0.1
10。0。0。1 ①⓪.0.0.1""".split()


@rule("refused at once: a callback at {0}", OURS, [(host,) for host in SPECIAL + ODD])
def special(site, host):
    refused(site.request(f"http://{host}/callback"))


@rule("refused at once: {0}://", OURS, [(scheme,) for scheme in "ftp file gopher dict ldap ws javascript data smb tftp scp".split()])
def scheme(site, scheme):
    refused(site.request(f"{scheme}://callback.example/x"))


USERS = ["user@", "user:pass@", ":pass@", "@", "callback.example@", "%40@"]


@rule("refused at once: {0} before the host", OURS, [(user,) for user in USERS])
def user(site, user):
    refused(site.request(site.callback().url.replace("http://", f"http://{user}")))

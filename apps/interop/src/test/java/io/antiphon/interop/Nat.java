package io.antiphon.interop;

/** How a NAT maps and filters, in the words of RFC 3489 §5 (RFC 4787 §4, §5 in brackets). */
enum Nat {
  /** Endpoint-independent mapping and filtering: anybody may answer. */
  FULL_CONE,
  /** Endpoint-independent mapping, address- and port-dependent filtering. */
  PORT_RESTRICTED,
  /** Address- and port-dependent mapping and filtering: another port for every destination. */
  SYMMETRIC;

  /** The rules that nftables makes it of, towards {@code outside}, for one host behind it. */
  String rules(String outside, String host) {
    String masquerade = this == SYMMETRIC ? "masquerade random,fully-random" : "masquerade";
    String inbound =
        this == FULL_CONE
            ? "chain in { type nat hook prerouting priority -100; iifname "
                + outside
                + " meta l4proto udp dnat to "
                + host
                + "; }\n"
            // Silently, and before conntrack remembers it: else its port would be taken for us.
            : "chain in { type filter hook input priority 0; iifname "
                + outside
                + " ct state new drop; }\n";
    return "table ip nat {\n"
        + inbound
        + "chain out { type nat hook postrouting priority 100; oifname "
        + outside
        + " "
        + masquerade
        + "; }\n}\n";
  }
}

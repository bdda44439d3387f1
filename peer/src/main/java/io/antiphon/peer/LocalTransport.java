package io.antiphon.peer;

import java.util.List;

/**
 * What our descriptions say of the transport.
 *
 * @param ufrag our ICE user name fragment
 * @param pwd our ICE password
 * @param iceLite we only answer checks
 * @param candidates those there are, each {@code candidate:…}
 * @param endOfCandidates no more will come
 * @param fingerprints of our certificate, each {@code sha-256 …}
 * @param cname our canonical name (RFC 7022)
 */
record LocalTransport(
    String ufrag,
    String pwd,
    boolean iceLite,
    List<String> candidates,
    boolean endOfCandidates,
    List<String> fingerprints,
    String cname) {
  LocalTransport {
    candidates = List.copyOf(candidates);
    fingerprints = List.copyOf(fingerprints);
  }
}

package io.antiphon.ice;

/**
 * What a transport has thrown away so far.
 *
 * @param malformed no STUN message, or with a wrong FINGERPRINT
 * @param unauthenticated requests and answers with a wrong MESSAGE-INTEGRITY or none
 * @param misaddressed requests with another USERNAME than ours
 * @param unmatched answers to nothing that we had asked
 */
public record IceStatistics(
    long malformed, long unauthenticated, long misaddressed, long unmatched) {}

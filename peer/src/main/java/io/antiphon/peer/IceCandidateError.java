package io.antiphon.peer;

/**
 * A STUN or TURN server that was of no use (W3C WebRTC §4.8.2.2).
 *
 * @param url of the server
 * @param errorCode of STUN, such as 401; 701 if the server could not be reached
 * @param errorText why, in words
 */
public record IceCandidateError(String url, int errorCode, String errorText) {}

package io.antiphon.peer;

import io.antiphon.sdp.SessionDescription;

/**
 * A description that is proposed or in force.
 *
 * @param type what it is in the exchange
 * @param sdp what it says
 * @param text it as it came
 */
record Description(DescriptionType type, SessionDescription sdp, String text) {
  io.antiphon.peer.SessionDescription toSessionDescription() {
    return new io.antiphon.peer.SessionDescription(type, text);
  }
}

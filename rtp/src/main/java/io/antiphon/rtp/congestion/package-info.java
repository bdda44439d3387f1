/**
 * How fast to send: feedback of arrival times from the receiver of a transport, and the sender's
 * estimate of what the path bears (draft-ietf-rmcat-gcc-02,
 * draft-holmer-rmcat-transport-wide-cc-extensions-01).
 */
@NullMarked
package io.antiphon.rtp.congestion;

import org.jspecify.annotations.NullMarked;

/**
 * How fast to send: feedback of arrival times from the receiver of a transport, and the sender's
 * estimate of what the path bears (draft-ietf-rmcat-gcc-02,
 * draft-holmer-rmcat-transport-wide-cc-extensions-01).
 *
 * <p>Who receives keeps {@link io.antiphon.rtp.congestion.TransportArrivals} and sends what it
 * polls from it. Who sends tells a {@link io.antiphon.rtp.congestion.BandwidthEstimator} of each
 * packet and of each feedback, and asks it for a target; {@link
 * io.antiphon.rtp.congestion.MediaBitrate} makes of that the rate of an encoder, which goes down at
 * once and up after a while.
 */
@NullMarked
package io.antiphon.rtp.congestion;

import org.jspecify.annotations.NullMarked;

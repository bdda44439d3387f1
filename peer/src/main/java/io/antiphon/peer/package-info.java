/**
 * PeerConnection: the W3C object that composes ICE, DTLS-SRTP, RTP, codecs and SDP.
 *
 * <p><b>A call.</b> {@link io.antiphon.peer.PeerConnection} is one side of it; its sections are
 * {@link io.antiphon.peer.Transceiver}s, what they receive is a {@link
 * io.antiphon.peer.RemoteTrack}. {@link io.antiphon.peer.PerfectNegotiation} negotiates where both
 * sides may begin. {@link io.antiphon.peer.StatsReport} tells how it goes.
 *
 * <p><b>Many calls.</b> Those of one {@link io.antiphon.peer.Endpoint} share a UDP port, a
 * certificate and a thread; {@link io.antiphon.peer.Room} lets them hear each other.
 *
 * <p><b>Audio.</b> Any {@link io.antiphon.codec.AudioSource} can be sent; {@link
 * io.antiphon.peer.PushSource} is one that a program pushes into. {@link
 * io.antiphon.peer.WavRecorder} and {@link io.antiphon.peer.OpusRecorder} write files, {@link
 * io.antiphon.peer.RecentAudio} keeps the last seconds, {@link io.antiphon.peer.Processing} changes
 * what passes, {@link io.antiphon.peer.StageCapture} shows it at each stage. {@link
 * io.antiphon.peer.AudioConfig} has the settings.
 *
 * <p>Inside, {@code PeerSession} puts together a {@code Signaling} (what descriptions do to the
 * transport), a {@code Negotiation} (the descriptions alone, sans-IO) and a {@code MediaTransport}.
 */
@NullMarked
package io.antiphon.peer;

import org.jspecify.annotations.NullMarked;

package io.antiphon.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Somebody who calls the server, says 511 Hz, and keeps all that it hears, by RTP time. */
final class Ear implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int RATE = 48_000;

  private final Endpoint endpoint = Endpoint.open(EndpointConfig.loopback());
  private final PeerConnection peer = PeerConnection.create(PeerConfig.on(endpoint));
  private final String id;
  private final SessionDescription answer;
  private short[] samples = new short[RATE];
  private int count;

  /** Has been answered, but is not connected yet. */
  Ear(RunningServer server) throws Exception {
    peer.addTrack(AudioSource.tone(AudioFormat.MONO_48K, 511, -12));
    peer.onTrack(track -> track.addRecorder(this::hear));
    String sdp = peer.offer().get(10, TimeUnit.SECONDS).sdp();
    String offer = JSON.writeValueAsString(Map.of("type", "offer", "sdp", sdp));
    JsonNode reply = server.post("/offer", offer).expect(200).json();
    id = reply.path("id").asText();
    answer = SessionDescription.answer(reply.path("sdp").asText());
  }

  Ear connect() throws Exception {
    peer.setRemoteDescription(answer).get(10, TimeUnit.SECONDS);
    awaitMore(0.2);
    return this;
  }

  private synchronized void hear(AudioFrame frame) {
    int length = frame.samplesPerChannel();
    if (count + length > samples.length) {
      samples = Arrays.copyOf(samples, 2 * samples.length + length);
    }
    for (int i = 0; i < length; i++) {
      samples[count++] = frame.samples()[i * frame.format().channels()];
    }
    notifyAll();
  }

  String id() {
    return id;
  }

  String audio() {
    return "/peers/" + id + "/audio";
  }

  synchronized void awaitMore(double seconds) throws InterruptedException {
    int wanted = count + (int) (seconds * RATE);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (count < wanted && deadline - System.nanoTime() > 0) {
      wait(100);
    }
    if (count < wanted) {
      throw new AssertionError("heard only " + count + " of " + wanted + " samples");
    }
  }

  /** Waits until so much of a tone was heard, in blocks of 60 ms that are that tone alone. */
  void awaitTone(double hertz, double seconds) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (secondsOf(hertz) < seconds) {
      if (deadline - System.nanoTime() <= 0) {
        throw new AssertionError("heard only " + secondsOf(hertz) + " s of " + hertz + " Hz");
      }
      awaitMore(0.05);
    }
  }

  synchronized double secondsOf(double hertz) {
    ToneMeter meter = new ToneMeter(hertz);
    for (int i = 0; i < count; i++) {
      meter.add(samples[i], RATE);
    }
    return (double) meter.toneSamples() / RATE;
  }

  @Override
  public void close() {
    endpoint.close();
  }
}

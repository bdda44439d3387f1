package io.antiphon.agent;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSource;
import io.antiphon.peer.ConnectionState;
import io.antiphon.peer.Endpoint;
import io.antiphon.peer.EndpointConfig;
import io.antiphon.peer.PeerConfig;
import io.antiphon.peer.PeerConnection;
import io.antiphon.peer.SessionDescription;
import io.antiphon.signaling.Offer;
import io.antiphon.signaling.SignalingClient;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Somebody who calls the agent, says a tone when told to, and listens for others. */
final class Caller implements AutoCloseable {
  static final double HZ = 433;
  private static final double AUDIBLE = 300;
  private static final long PATIENCE_SECONDS = 40;

  private final Endpoint endpoint = Endpoint.open(EndpointConfig.loopback());
  private final PeerConnection peer = PeerConnection.create(PeerConfig.on(endpoint));
  private final double listensFor;
  private volatile boolean speaking;
  private volatile double amplitude;
  private final AtomicInteger audibleFrames = new AtomicInteger();
  private final AtomicInteger spokenSamples = new AtomicInteger();

  Caller(URI agent, double listensFor) throws Exception {
    this.listensFor = listensFor;
    AudioSource tone = AudioSource.tone(AudioFormat.MONO_48K, HZ, -12);
    peer.addTrack(
        new AudioSource() {
          @Override
          public AudioFormat format() {
            return tone.format();
          }

          @Override
          public int read(short[] pcm, int offset, int samplesPerChannel) {
            int read = tone.read(pcm, offset, samplesPerChannel);
            if (!speaking) {
              return 0;
            }
            spokenSamples.addAndGet(read);
            return read;
          }
        });
    peer.onTrack(track -> track.addSink(this::hear));
    SessionDescription offer = peer.offer().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    String answer = SignalingClient.to(agent).offer(Offer.of(offer.sdp())).sdp();
    peer.setRemoteDescription(SessionDescription.answer(answer))
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Goertzel, by hand, of each frame. */
  private void hear(AudioFrame frame) {
    double cos = 0;
    double sin = 0;
    int samples = frame.samplesPerChannel();
    int channels = frame.format().channels();
    for (int i = 0; i < samples; i++) {
      double angle = 2 * Math.PI * listensFor * i / frame.format().sampleRateHz();
      cos += frame.samples()[i * channels] * Math.cos(angle);
      sin += frame.samples()[i * channels] * Math.sin(angle);
    }
    amplitude = samples == 0 ? 0 : 2 * Math.hypot(cos, sin) / samples;
    if (amplitude > AUDIBLE) {
      audibleFrames.incrementAndGet();
    }
  }

  void speak(boolean now) {
    speaking = now;
  }

  /** Speaks for so long by its own samples: slots left out on a busy machine do not count. */
  void say(double seconds) throws InterruptedException {
    speakOn(seconds);
    speaking = false;
  }

  /** Speaks for so long and does not stop then. */
  void speakOn(double seconds) throws InterruptedException {
    int until = spokenSamples.get() + (int) (48_000 * seconds);
    speaking = true;
    await("all to be said", () -> spokenSamples.get() >= until);
  }

  boolean hears() {
    return amplitude > AUDIBLE;
  }

  /** How much of the tone was heard so far. */
  double secondsHeard() {
    return audibleFrames.get() * 0.02;
  }

  void awaitConnected() throws InterruptedException {
    await("the call", () -> peer.connectionState() == ConnectionState.CONNECTED);
  }

  PeerConnection peer() {
    return peer;
  }

  static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() - until < 0, "waited in vain for " + what);
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Override
  public void close() {
    peer.close();
    endpoint.close();
  }
}

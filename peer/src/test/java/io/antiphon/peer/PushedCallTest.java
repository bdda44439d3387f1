package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import io.antiphon.codec.AudioFrame;
import io.antiphon.codec.AudioSink;
import io.antiphon.codec.AudioSource;
import io.antiphon.codec.wav.WavFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pushed audio in a call over loopback. */
@Timeout(60)
class PushedCallTest {
  private static final AudioFormat MONO_24K = AudioFormat.mono(24_000);

  @TempDir Path folder;
  private Endpoint from;
  private Endpoint to;
  private PeerConnection speaker;
  private PeerConnection listener;
  private final LoudBlocks heard = new LoudBlocks();

  /** Counts blocks of 10 ms that are loud, by RTP time. */
  private static final class LoudBlocks implements AudioSink {
    private int loud;
    private int all;
    private int peak;
    private int samples;

    @Override
    public synchronized void accept(AudioFrame frame) {
      for (int i = 0; i < frame.samplesPerChannel(); i++) {
        peak = Math.max(peak, Math.abs(frame.samples()[i * frame.format().channels()]));
        if (++samples == 480) {
          loud += peak > 2_000 ? 1 : 0;
          all++;
          samples = 0;
          peak = 0;
        }
      }
      notifyAll();
    }

    synchronized int loud() {
      return loud;
    }

    synchronized void awaitAll(int blocks) throws InterruptedException {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (all < blocks && System.nanoTime() < deadline) {
        wait(100);
      }
      assertTrue(all >= blocks, all + " of " + blocks + " blocks");
    }

    synchronized int all() {
      return all;
    }
  }

  @BeforeAll
  static void warmUp() {
    Endpoint.warmUp().join();
  }

  @BeforeEach
  void open() throws Exception {
    from = Endpoint.open(EndpointConfig.loopback());
    to = Endpoint.open(EndpointConfig.loopback());
    speaker = PeerConnection.create(PeerConfig.on(from));
    listener = PeerConnection.create(PeerConfig.on(to));
    listener.onTrack(track -> track.addRecorder(heard));
  }

  @AfterEach
  void close() {
    from.close();
    to.close();
  }

  private void connect() throws Exception {
    SessionDescription offer = speaker.offer().get(5, TimeUnit.SECONDS);
    SessionDescription answer = listener.answer(offer).get(5, TimeUnit.SECONDS);
    speaker.setRemoteDescription(answer).get(5, TimeUnit.SECONDS);
  }

  private static CompletableFuture<Boolean> say(PushSource source, double hertz, double seconds) {
    short[] pcm = new short[(int) (seconds * 24_000)];
    AudioSource.tone(MONO_24K, hertz, -9).read(pcm, 0, pcm.length);
    ByteBuffer bytes = ByteBuffer.allocate(2 * pcm.length);
    bytes.asShortBuffer().put(pcm);
    PushStream stream = source.stream(MONO_24K, ByteOrder.BIG_ENDIAN);
    CompletableFuture<Void> unused = stream.push(bytes);
    return stream.flush();
  }

  /**
   * So many blocks of 10 ms, but for what Opus rings at both ends, and what is made up where a late
   * loop leaves a slot out: that adds to what is heard, and takes nothing away.
   */
  private void assertLoud(int blocks) throws Exception {
    long most = blocks + 4 + 4 * from.skippedSlots().get(5, TimeUnit.SECONDS);
    int loud = heard.loud();
    assertTrue(loud >= blocks - 4 && loud <= most, loud + " instead of " + blocks);
  }

  @Test
  void notABitOfTheFirstWordIsLostThoughItWasPushedBeforeTheCall() throws Exception {
    PushSource source = PushSource.of(AudioFormat.MONO_48K);
    speaker.addTrack(source);
    CompletableFuture<Boolean> said = say(source, 511, 0.5);
    assertEquals(PushState.HELD, source.state());
    connect();
    assertTrue(said.get(30, TimeUnit.SECONDS));
    heard.awaitAll(heard.all() + 40);
    assertLoud(50);
    assertEquals(12_000, source.stats().playedSamples());
  }

  @Test
  void holdsAndPlaysToWhoNeverSaysAnything() throws Exception {
    PushSource source = PushSource.of(AudioFormat.MONO_48K);
    speaker.addTrack(source);
    connect();
    assertTrue(say(source, 511, 0.3).get(30, TimeUnit.SECONDS));
    heard.awaitAll(heard.all() + 40);
    assertLoud(30);
  }

  @Test
  void doesNotBeginBeforeThePeerCanHear() throws Exception {
    PushSource source = PushSource.of(AudioFormat.MONO_48K);
    CompletableFuture<Boolean> audible = new CompletableFuture<>();
    source.onEvent( // on the event loop, before the first sample goes out
        event -> audible.complete(speaker.session().transport().canHear(System.nanoTime())));
    speaker.addTrack(source);
    CompletableFuture<Boolean> said = say(source, 511, 0.3);
    connect();
    assertTrue(audible.get(20, TimeUnit.SECONDS));
    assertTrue(said.get(20, TimeUnit.SECONDS));
  }

  @Test
  void doesNotTakeAPeerThatIsReadyForOneThatCanHear() throws Exception {
    PushSource source = PushSource.of(AudioFormat.MONO_48K);
    CompletableFuture<Long> begun = new CompletableFuture<>();
    source.onEvent(event -> begun.complete(System.nanoTime()));
    speaker.addTrack(source);
    CompletableFuture<Boolean> said = say(source, 511, 0.3);
    listener.onConnectionStateChange(
        state -> { // has the keys, and sends nothing with them until the other side has begun
          if (state == ConnectionState.CONNECTED) {
            begun.completeOnTimeout(0L, 20, TimeUnit.SECONDS).join();
          }
        });
    long startNanos = System.nanoTime();
    connect();
    long waitedMillis = (begun.get(30, TimeUnit.SECONDS) - startNanos) / 1_000_000;
    assertTrue(waitedMillis >= 1_000, "it began after " + waitedMillis + " ms");
    assertTrue(said.get(20, TimeUnit.SECONDS));
  }

  @Test
  void takesThePlaceOfTheSourceAndGivesItBack() throws Exception {
    AtomicLong usualReads = new AtomicLong();
    AudioSource usual =
        new AudioSource() {
          @Override
          public AudioFormat format() {
            return AudioFormat.MONO_48K;
          }

          @Override
          public int read(short[] pcm, int offset, int samplesPerChannel) {
            usualReads.incrementAndGet();
            return 0;
          }
        };
    Transceiver sends = speaker.addTrack(usual);
    PushSource source = PushSource.of(AudioFormat.STEREO_48K);
    sends.interject(source);
    connect();
    heard.awaitAll(20);
    long before = usualReads.get();
    assertTrue(before > 0);
    say(source, 511, 1).get(30, TimeUnit.SECONDS);
    heard.awaitAll(heard.all() + 50);
    assertTrue(usualReads.get() > before, "the source is heard again");
    assertLoud(100);
    StatsReport.Stats stats =
        speaker.getStats().get(5, TimeUnit.SECONDS).first("media-source").get();
    assertEquals(1, stats.number("pushedDurationPlayed"), 1e-6);
    assertEquals(0, stats.number("pushUnderruns"));
  }

  @Test
  void firstSampleAndBargeInAreSoon() throws Exception {
    PushSource source = PushSource.of(AudioFormat.MONO_48K);
    AtomicLong startedNanos = new AtomicLong();
    AtomicLong interruptedNanos = new AtomicLong();
    CompletableFuture<Void> started = new CompletableFuture<>();
    CompletableFuture<Void> interrupted = new CompletableFuture<>();
    source.onEvent(
        event -> {
          if (event == PushEvent.STARTED) {
            startedNanos.set(System.nanoTime());
            started.complete(null);
          } else if (event == PushEvent.INTERRUPTED) {
            interruptedNanos.set(System.nanoTime());
            interrupted.complete(null);
          }
        });
    speaker.addTrack(source);
    connect();
    heard.awaitAll(120); // by now it counts as hearing
    long pushNanos = System.nanoTime();
    CompletableFuture<Boolean> said = say(source, 511, 2.9);
    started.get(30, TimeUnit.SECONDS);
    heard.awaitAll(heard.all() + 60);
    long interruptNanos = System.nanoTime();
    source.interrupt();
    interrupted.get(30, TimeUnit.SECONDS);
    heard.awaitAll(heard.all() + 60);
    System.out.printf(
        "push to first packet %.1f ms, interrupt to last sound %.1f ms%n",
        (startedNanos.get() - pushNanos) * 1e-6, (interruptedNanos.get() - interruptNanos) * 1e-6);
    assertEquals(false, said.get(5, TimeUnit.SECONDS));
    // What was played, and the fade; no sound of what was cut off.
    assertLoud((int) (source.stats().playedSamples() / 240));
    assertTrue(source.stats().droppedSamples() > 0);
  }

  @Test
  void capturesShowWhatWasPushedAsItWasPushed() throws Exception {
    PushSource source = PushSource.of(AudioFormat.STEREO_48K);
    speaker.addTrack(AudioSource.silence(AudioFormat.MONO_48K)).interject(source);
    StageCapture capture = new StageCapture(folder, "peer");
    speaker.startCapture(capture);
    connect();
    say(source, 511, 0.5).get(30, TimeUnit.SECONDS);
    heard.awaitAll(heard.all() + 30);
    speaker.stopCapture().get(5, TimeUnit.SECONDS);
    capture.finished().get(5, TimeUnit.SECONDS);
    WavFile pushed = WavFile.read(folder.resolve("peer_01-pushed_24000_1ch.wav"));
    short[] said = new short[12_000];
    AudioSource.tone(MONO_24K, 511, -9).read(said, 0, said.length);
    assertArrayEquals(said, pushed.samples());
    WavFile framed = WavFile.read(folder.resolve("peer_02-framed_24000_1ch.wav"));
    assertTrue(framed.samplesPerChannel() > 12_000, framed.samplesPerChannel() + " samples");
    WavFile converted = WavFile.read(folder.resolve("peer_03-converted_48000_1ch.wav"));
    assertTrue(converted.samplesPerChannel() >= 24_000);
  }
}

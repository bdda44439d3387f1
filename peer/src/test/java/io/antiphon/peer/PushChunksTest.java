package io.antiphon.peer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A property: however audio is cut into chunks, and whenever they come, what is played is what one
 * chunk of all of it would have been, to the sample. A case is made of its seed alone.
 */
class PushChunksTest {
  private static final int CASES = 60;
  private static final int[] RATES = {
    8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000
  };
  private static final AudioFormat[] PLAYED = {
    AudioFormat.MONO_48K, AudioFormat.STEREO_48K, AudioFormat.mono(24_000), AudioFormat.mono(8_000)
  };

  static LongStream seeds() {
    return LongStream.rangeClosed(1, CASES);
  }

  /** Plays into an array that grows, slot by slot. */
  private static final class Player {
    private final PushSource source;
    private final int slot;
    private short[] heard = new short[0];
    private int length;

    Player(AudioFormat format) {
      source = PushSource.of(format);
      source.release();
      slot = format.samplesPerChannel(20);
    }

    void play(int slots) {
      int channels = source.format().channels();
      for (int i = 0; i < slots; i++) {
        heard = Arrays.copyOf(heard, length + slot * channels);
        length += channels * source.read(heard, length, slot);
      }
    }

    /** What was heard, without the silence at its end. */
    short[] heard() {
      return Arrays.copyOf(heard, length);
    }
  }

  private static byte[] noise(Random random, AudioFormat format, ByteOrder order) {
    int samples = format.channels() * (1 + random.nextInt(2 * format.sampleRateHz()));
    ByteBuffer bytes = ByteBuffer.allocate(2 * samples).order(order);
    int amplitude = 1 + random.nextInt(32_767);
    for (int i = 0; i < samples; i++) {
      bytes.putShort((short) (random.nextInt(2 * amplitude + 1) - amplitude));
    }
    return bytes.array();
  }

  /** From one byte to all of it; some producers have one size, others any. */
  private static int chunk(Random random, int usual, int left) {
    int most = random.nextInt(20) == 0 ? left : usual;
    return 1 + random.nextInt(Math.min(most, left));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void anyChunksSoundLikeOne(long seed) {
    Random random = new Random(seed);
    AudioFormat pushed =
        new AudioFormat(RATES[random.nextInt(RATES.length)], 1 + random.nextInt(2));
    AudioFormat played = PLAYED[random.nextInt(PLAYED.length)];
    ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    byte[] pcm = noise(random, pushed, order);

    Player whole = new Player(played);
    PushStream atOnce = whole.source.stream(pushed, order);
    CompletableFuture<Void> unused = atOnce.push(pcm, 0, pcm.length);
    CompletableFuture<Boolean> wholeOver = atOnce.flush();
    whole.play(130);

    Player pieces = new Player(played);
    PushStream byPieces = pieces.source.stream(pushed, order);
    int usual = 1 << random.nextInt(15);
    boolean meanwhile = random.nextBoolean();
    for (int at = 0; at < pcm.length; ) {
      int length = chunk(random, usual, pcm.length - at);
      CompletableFuture<Void> unusedToo = byPieces.push(ByteBuffer.wrap(pcm, at, length));
      at += length;
      // Played from the start, but never dry: silence in between would be right, and another test.
      if (meanwhile && pieces.source.stats().waitingSeconds() > 0.1) {
        pieces.play(1);
      }
    }
    CompletableFuture<Boolean> piecesOver = byPieces.flush();
    pieces.play(130);

    String what = pushed + " to " + played + ", chunks of up to " + usual;
    assertArrayEquals(whole.heard(), pieces.heard(), what);
    long frames = pcm.length / (2L * pushed.channels());
    long expected = -Math.floorDiv(-frames * played.sampleRateHz(), (long) pushed.sampleRateHz());
    assertEquals(expected * played.channels(), whole.heard().length, what);
    assertTrue(wholeOver.join() && piecesOver.join(), what);
    assertEquals(0, pieces.source.stats().underruns(), what);
  }
}

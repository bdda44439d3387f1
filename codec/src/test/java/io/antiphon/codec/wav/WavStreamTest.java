package io.antiphon.codec.wav;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.antiphon.codec.AudioFormat;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WavStreamTest {
  private static final short[] PCM = {1, -2, 300, -400, 32_767, -32_768, 7, 8};

  private static byte[] wav(int riffBytes, int dataBytes, byte[]... behind) {
    ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put("RIFF".getBytes(StandardCharsets.ISO_8859_1)).putInt(riffBytes);
    bytes.put("WAVELIST".getBytes(StandardCharsets.ISO_8859_1)).putInt(6).put(new byte[6]);
    bytes.put("fmt ".getBytes(StandardCharsets.ISO_8859_1)).putInt(16);
    bytes.putShort((short) 1).putShort((short) 2).putInt(24_000).putInt(96_000);
    bytes.putShort((short) 4).putShort((short) 16);
    bytes.put("data".getBytes(StandardCharsets.ISO_8859_1)).putInt(dataBytes);
    for (short sample : PCM) {
      bytes.putShort(sample);
    }
    for (byte[] each : behind) {
      bytes.put(each);
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static short[] decode(WavStream stream, byte[] wav, Random random) throws Exception {
    short[] all = new short[wav.length];
    int count = 0;
    for (int at = 0; at < wav.length; ) {
      int length = Math.min(wav.length - at, 1 + random.nextInt(9));
      short[] some = stream.decode(ByteBuffer.wrap(wav, at, length));
      System.arraycopy(some, 0, all, count, some.length);
      count += some.length;
      at += length;
    }
    stream.finish();
    return Arrays.copyOf(all, count);
  }

  @Test
  void readsAFileInPiecesOfAnyLength() throws Exception {
    for (int i = 0; i < 200; i++) {
      long seed = System.nanoTime();
      WavStream stream = new WavStream();
      byte[] trailer = "LIST\4\0\0\0abcd".getBytes(StandardCharsets.ISO_8859_1);
      short[] heard = decode(stream, wav(68, 16, trailer), new Random(seed));
      assertArrayEquals(PCM, heard, "seed " + seed);
      assertEquals(AudioFormat.stereo(24_000), stream.format());
      assertEquals(0, stream.incompleteBytes());
    }
  }

  @Test
  void anUnknownLengthLastsUntilTheEnd() throws Exception {
    for (int length : new int[] {0, -1}) {
      for (int riff : new int[] {0, -1, 100}) {
        assertArrayEquals(PCM, decode(new WavStream(), wav(riff, length), new Random(1)));
      }
    }
  }

  @Test
  void tellsBytesThatMakeNoSample() throws Exception {
    WavStream stream = new WavStream();
    decode(stream, wav(-1, -1, new byte[3]), new Random(1));
    assertEquals(3, stream.incompleteBytes());
  }

  @Test
  void aHeaderIsReadOnceInHoweverManyPiecesItComes() throws Exception {
    int junkBytes = 100_000;
    byte[] plain = wav(-1, -1);
    ByteBuffer file = ByteBuffer.allocate(plain.length + 8 + junkBytes);
    file.order(ByteOrder.LITTLE_ENDIAN).put(plain, 0, 12);
    file.put("junk".getBytes(StandardCharsets.ISO_8859_1)).putInt(junkBytes);
    file.position(file.position() + junkBytes).put(plain, 12, plain.length - 12);
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    assertArrayEquals(PCM, decode(new WavStream(), file.array(), new Random(1)));
    long allocated = thread.getCurrentThreadAllocatedBytes() - before;
    assertTrue(allocated < 50L * junkBytes, allocated + " bytes allocated");
  }

  @Test
  void refusesWhatIsNoWavFileAtOnce() {
    WavFormatException e =
        assertThrows(
            WavFormatException.class,
            () ->
                new WavStream()
                    .decode(ByteBuffer.wrap("OggS or so".getBytes(StandardCharsets.UTF_8))));
    assertTrue(String.valueOf(e.getMessage()).contains("does not begin with RIFF"), e.getMessage());
  }

  @Test
  void refusesAHeaderThatNeverEnds() throws Exception {
    WavStream stream = new WavStream();
    byte[] half = Arrays.copyOf(wav(0, 0), 30);
    assertEquals(0, stream.decode(ByteBuffer.wrap(half)).length);
    assertThrows(WavFormatException.class, stream::finish);
    ByteBuffer endless = ByteBuffer.allocate(2 << 20).order(ByteOrder.LITTLE_ENDIAN);
    endless.put("RIFF....WAVEjunk".getBytes(StandardCharsets.ISO_8859_1)).putInt(1 << 30);
    assertThrows(WavFormatException.class, () -> new WavStream().decode(endless.clear()));
    assertThrows(WavFormatException.class, () -> new WavStream().finish());
  }
}

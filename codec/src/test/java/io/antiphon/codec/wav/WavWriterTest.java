package io.antiphon.codec.wav;

import static io.antiphon.codec.wav.SampleEncoding.SIGNED_16;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.io.ByteArrayInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavWriterTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int HEADER_BYTES = 80;

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("call.wav");
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    short[] pcm = noise(2 * 100_000);
    try (WavWriter writer = new WavWriter(path, AudioFormat.STEREO_48K)) {
      writer.write(pcm, 0, 70_000);
      writer.write(pcm, 140_000, 30_000);
      assertEquals(100_000, writer.samplesPerChannel());
    }
    WavFile wav = WavFile.read(path);
    assertEquals(AudioFormat.STEREO_48K, wav.format());
    assertArrayEquals(pcm, wav.samples());
    assertFalse(wav.isTruncated());
  }

  @Test
  void theHeaderSaysExactlyWhatTheFileHolds() throws Exception {
    try (WavWriter writer = new WavWriter(path, AudioFormat.mono(24_000))) {
      writer.write(new short[100], 0, 100);
    }
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals(80 + 200, file.remaining());
    assertEquals(file.remaining() - 8, file.getInt(4));
    assertEquals(24_000, file.getInt(56 + 4));
    assertEquals(48_000, file.getInt(56 + 8));
    assertEquals(200, file.getInt(76));
  }

  @Test
  void emptiesAFileThatWasThere() throws Exception {
    Files.write(path, new byte[10_000]);
    new WavWriter(path, AudioFormat.MONO_48K).close();
    assertEquals(80, Files.size(path));
    assertEquals(0, WavFile.read(path).samplesPerChannel());
  }

  @Test
  void aCopyTakenAtAnyMomentIsReadableAndLacksAtMostASecond() throws Exception {
    Random random = new Random(1);
    for (int rate : new int[] {8_000, 48_000}) {
      short[] pcm = noise(5 * rate);
      try (WavWriter writer = new WavWriter(path, AudioFormat.mono(rate))) {
        for (int done = 0; done < pcm.length; ) {
          int chunk = Math.min(1 + random.nextInt(rate / 10), pcm.length - done);
          writer.write(pcm, done, chunk);
          done += chunk;
          WavFile copy = WavFile.read(new ByteArrayInputStream(Files.readAllBytes(path)));
          assertFalse(copy.isTruncated(), "the header counts more than there is");
          int length = copy.samplesPerChannel();
          assertTrue(done - length <= rate, (done - length) + " samples missing at " + done);
          assertArrayEquals(Arrays.copyOf(pcm, length), copy.samples());
        }
      }
    }
  }

  @Test
  void everySingleWriteToTheDiskLeavesAValidFile() throws Exception {
    short[] pcm = noise(200_000);
    int[] copies = {0};
    RandomAccessFile file =
        new RandomAccessFile(path.toFile(), "rw") {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            super.write(bytes, offset, length);
            check();
          }

          @Override
          public void write(byte[] bytes) throws IOException {
            super.write(bytes);
            check();
          }

          private void check() throws IOException {
            try {
              WavFile copy = WavFile.read(path);
              assertFalse(copy.isTruncated());
              assertArrayEquals(Arrays.copyOf(pcm, copy.samplesPerChannel()), copy.samples());
              copies[0]++;
            } catch (WavFormatException e) {
              throw new AssertionError("not valid: " + e.getMessage());
            }
          }
        };
    try (WavWriter writer =
        new WavWriter(file, AudioFormat.MONO_48K, SIGNED_16, Integer.MAX_VALUE)) {
      writer.write(pcm, 0, pcm.length);
    }
    assertTrue(copies[0] > 10, copies[0] + " writes seen");
    assertEquals(200_000, WavFile.read(path).samplesPerChannel());
  }

  @Test
  void aSecondOnTheClockPutsLittleAudioOnTheDisk() throws Exception {
    try (WavWriter writer = new WavWriter(path, AudioFormat.MONO_48K)) {
      writer.advanceTo(Long.MAX_VALUE - SECOND / 2);
      writer.write(new short[960], 0, 960);
      writer.advanceTo(Long.MAX_VALUE);
      assertEquals(0, WavFile.read(path).samplesPerChannel());
      writer.advanceTo(Long.MIN_VALUE + SECOND / 2);
      assertEquals(960, WavFile.read(path).samplesPerChannel());
    }
  }

  @Test
  void writesSilence() throws Exception {
    try (WavWriter writer = new WavWriter(path, AudioFormat.STEREO_48K)) {
      writer.write(new short[] {1, 2}, 0, 1);
      writer.writeSilence(100_000);
      writer.write(new short[] {3, 4}, 0, 1);
    }
    short[] samples = WavFile.read(path).samples();
    assertEquals(2 * 100_002, samples.length);
    assertEquals(2, samples[1]);
    assertEquals(0, samples[2]);
    assertEquals(3, samples[200_002]);
  }

  @Test
  void becomesRf64WhereRiffIsAtItsEnd() throws Exception {
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    short[] pcm = noise(100_000);
    try (WavWriter writer = new WavWriter(file, AudioFormat.MONO_48K, SIGNED_16, 150_000)) {
      writer.write(pcm, 0, 70_000);
      assertEquals('I', Files.readAllBytes(path)[1]);
      writer.write(pcm, 70_000, 30_000);
    }
    assertEquals("RF64", new String(Files.readAllBytes(path), 0, 4, US_ASCII));
    assertArrayEquals(pcm, WavFile.read(path).samples());
  }

  @Test
  void aFileOfMoreThanFourGibibytesIsWrittenAndReadAsRf64() throws Exception {
    short[] pcm = noise(1_000);
    long silent = (1L << 31) + 5_000;
    try (WavWriter writer = new WavWriter(path, AudioFormat.MONO_48K)) {
      writer.write(pcm, 0, 1_000);
      writer.writeSilence(silent);
      writer.write(pcm, 0, 1_000);
    }
    long bytes = 2 * (silent + 2_000);
    assertEquals(HEADER_BYTES + bytes, Files.size(path));
    try (FileInputStream in = new FileInputStream(path.toFile())) {
      WavReader reader = new WavReader(in);
      assertEquals(silent + 2_000, reader.announcedSamples());
      short[] read = new short[1_001];
      assertEquals(1_001, reader.read(read, 0, 1_001));
      assertArrayEquals(pcm, Arrays.copyOf(read, 1_000));
      assertEquals(0, read[1_000]);
      in.getChannel().position(HEADER_BYTES + bytes - 2_000);
      assertEquals(1_000, reader.read(read, 0, 1_000));
      assertArrayEquals(pcm, Arrays.copyOf(read, 1_000));
    }
    ByteBuffer header = ByteBuffer.wrap(head(path)).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals("RF64", new String(header.array(), 0, 4, US_ASCII));
    assertEquals(-1, header.getInt(4));
    assertEquals(HEADER_BYTES - 8 + bytes, header.getLong(20));
    assertEquals(bytes, header.getLong(28));
    assertEquals(silent + 2_000, header.getLong(36));
  }

  private static byte[] head(Path path) throws IOException {
    try (FileInputStream in = new FileInputStream(path.toFile())) {
      return in.readNBytes(HEADER_BYTES);
    }
  }

  @Test
  void aFullDiskIsReportedAndLeavesTheFileAsItWas() throws Exception {
    boolean[] full = {false};
    RandomAccessFile file =
        new RandomAccessFile(path.toFile(), "rw") {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (full[0]) {
              super.write(bytes, offset, length / 3);
              throw new IOException("No space left on device");
            }
            super.write(bytes, offset, length);
          }
        };
    short[] pcm = noise(200_000);
    WavWriter writer = new WavWriter(file, AudioFormat.MONO_48K, SIGNED_16, Integer.MAX_VALUE);
    writer.write(pcm, 0, 100_000);
    int before = WavFile.read(path).samplesPerChannel();
    assertTrue(before > 60_000);
    full[0] = true;
    IOException e = assertThrows(IOException.class, () -> writer.write(pcm, 100_000, 100_000));
    assertEquals("No space left on device", e.getMessage());
    assertEquals(before, WavFile.read(path).samplesPerChannel());
    assertThrows(IOException.class, writer::close);
    writer.close();
    WavFile kept = WavFile.read(path);
    assertArrayEquals(Arrays.copyOf(pcm, before), kept.samples());
  }

  @Test
  void goesOnWhereItStoppedWhenTheDiskHasRoomAgain() throws Exception {
    int[] failures = {0};
    RandomAccessFile file =
        new RandomAccessFile(path.toFile(), "rw") {
          @Override
          public void write(byte[] bytes, int offset, int length) throws IOException {
            if (failures[0]-- > 0) {
              super.write(bytes, offset, length / 2);
              throw new IOException("No space left on device");
            }
            super.write(bytes, offset, length);
          }
        };
    short[] pcm = noise(10_000);
    try (WavWriter writer =
        new WavWriter(file, AudioFormat.MONO_48K, SIGNED_16, Integer.MAX_VALUE)) {
      writer.write(pcm, 0, 6_000);
      failures[0] = 1;
      assertThrows(IOException.class, writer::flush);
      writer.write(pcm, 6_000, 4_000);
    }
    assertArrayEquals(pcm, WavFile.read(path).samples());
  }

  @Test
  void refusesToWriteWhenClosed() throws Exception {
    WavWriter writer = new WavWriter(path, AudioFormat.MONO_48K);
    writer.close();
    assertThrows(IOException.class, () -> writer.write(new short[1], 0, 1));
    assertThrows(IOException.class, writer::flush);
  }

  @Test
  void saysWhereItCannotWrite() {
    Path nowhere = folder.resolve("none/call.wav");
    assertThrows(IOException.class, () -> new WavWriter(nowhere, AudioFormat.MONO_48K));
  }

  @Test
  void anInterruptedThreadLosesNothing() throws Exception {
    try (WavWriter writer = new WavWriter(path, AudioFormat.MONO_48K)) {
      Thread.currentThread().interrupt();
      writer.write(new short[60_000], 0, 60_000);
    }
    assertTrue(Thread.interrupted());
    assertEquals(60_000, WavFile.read(path).samplesPerChannel());
  }

  private static short[] noise(int count) {
    Random random = new Random(2);
    short[] pcm = new short[count];
    for (int i = 0; i < count; i++) {
      pcm[i] = (short) random.nextInt();
    }
    return pcm;
  }
}

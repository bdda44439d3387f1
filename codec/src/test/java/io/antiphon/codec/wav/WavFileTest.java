package io.antiphon.codec.wav;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.antiphon.codec.AudioFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavFileTest {
  @TempDir Path folder;

  @Test
  void reads16Bit() throws Exception {
    WavFile wav = read(WavBytes.riff().fmt(1, 2, 44_100, 16).data(8, 1, 0, 2, 0, 255, 127, 0, 128));
    assertEquals(AudioFormat.stereo(44_100), wav.format());
    assertArrayEquals(new short[] {1, 2, 32_767, -32_768}, wav.samples());
    assertEquals(2, wav.samplesPerChannel());
    assertFalse(wav.isTruncated());
  }

  @Test
  void reads8BitAsUnsigned() throws Exception {
    WavFile wav = read(WavBytes.riff().fmt(1, 1, 8_000, 8).data(3, 0, 128, 255));
    assertArrayEquals(new short[] {-32_768, 0, 32_512}, wav.samples());
  }

  @Test
  void reads24BitRounded() throws Exception {
    WavFile wav =
        read(
            WavBytes.riff()
                .fmt(1, 1, 48_000, 24)
                .data(12, 0x80, 1, 0, 0x7f, 1, 0, 0xff, 0xff, 0x7f, 0, 0, 0x80));
    assertArrayEquals(new short[] {2, 1, 32_767, -32_768}, wav.samples());
  }

  @Test
  void reads32BitRounded() throws Exception {
    WavBytes bytes = WavBytes.riff().fmt(1, 1, 48_000, 32).data(16);
    bytes.u32(0x0001_8000).u32(0x0001_7fff).u32(0x7fff_ffff).u32(0x8000_0000);
    assertArrayEquals(new short[] {2, 1, 32_767, -32_768}, read(bytes).samples());
  }

  @Test
  void readsFloatAndCutsWhatIsTooLoud() throws Exception {
    WavBytes bytes = WavBytes.riff().fmt(3, 1, 48_000, 32).data(28);
    bytes.f32(0.5f).f32(-1).f32(1).f32(1e30f).f32(Float.NEGATIVE_INFINITY).f32(Float.NaN).f32(0);
    assertArrayEquals(
        new short[] {16_384, -32_768, 32_767, 32_767, -32_768, 0, 0}, read(bytes).samples());
  }

  @Test
  void readsDoubles() throws Exception {
    WavBytes bytes = WavBytes.riff().fmt(3, 1, 48_000, 64).data(8);
    bytes.u64(Double.doubleToLongBits(-0.25));
    assertArrayEquals(new short[] {-8_192}, read(bytes).samples());
  }

  @Test
  void readsExtensiblePcmAndFloat() throws Exception {
    WavBytes pcm = WavBytes.riff().extensible(1, 2, 48_000, 16).data(4, 1, 0, 2, 0);
    assertArrayEquals(new short[] {1, 2}, read(pcm).samples());
    WavBytes real = WavBytes.riff().extensible(3, 1, 48_000, 32).data(4).f32(0.5f);
    assertArrayEquals(new short[] {16_384}, read(real).samples());
  }

  @Test
  void skipsOtherChunksWithTheirPaddingAndWhatFollowsTheSamples() throws Exception {
    WavBytes bytes = WavBytes.riff().text("LIST").u32(3).bytes(1, 2, 3, 0).fmt(1, 1, 8_000, 16);
    bytes.text("fact").u32(4).u32(2).data(4, 1, 0, 2, 0).text("id3 ").u32(2).bytes(9, 9);
    assertArrayEquals(new short[] {1, 2}, read(bytes).samples());
  }

  @Test
  void readsAFormatChunkWithAnEmptyExtension() throws Exception {
    WavBytes bytes = WavBytes.riff().text("fmt ").u32(18).u16(1).u16(1).u32(8_000).u32(16_000);
    bytes.u16(2).u16(16).u16(0).data(2, 7, 0);
    assertArrayEquals(new short[] {7}, read(bytes).samples());
  }

  @Test
  void readsATruncatedFileAsFarAsItGoes() throws Exception {
    WavFile wav = read(WavBytes.riff().fmt(1, 2, 8_000, 16).data(4_000_000, 1, 0, 2, 0, 3, 0, 4));
    assertArrayEquals(new short[] {1, 2}, wav.samples());
    assertTrue(wav.isTruncated());
  }

  @Test
  void readsToTheEndWhenTheWriterCouldNotSayTheSize() throws Exception {
    for (long unknown : new long[] {0, 0xffff_ffffL}) {
      WavBytes bytes = new WavBytes().text("RIFF").u32(unknown).text("WAVE");
      WavFile wav = read(bytes.fmt(1, 1, 8_000, 16).data(unknown, 1, 0, 2, 0));
      assertArrayEquals(new short[] {1, 2}, wav.samples());
      assertFalse(wav.isTruncated());
    }
  }

  @Test
  void readsRf64() throws Exception {
    WavBytes bytes = new WavBytes().text("RF64").u32(0xffff_ffffL).text("WAVE");
    bytes.text("ds64").u32(28).u64(100).u64(4).u64(2).u32(0).fmt(1, 1, 8_000, 16);
    bytes.data(0xffff_ffffL, 1, 0, 2, 0, 3, 0);
    assertArrayEquals(new short[] {1, 2}, read(bytes).samples());
  }

  @Test
  void readsAnEmptyFileAsNoSamples() throws Exception {
    WavFile wav = read(WavBytes.riff().fmt(1, 1, 8_000, 16).data(0));
    assertEquals(0, wav.samplesPerChannel());
    assertEquals(0, wav.seconds());
    assertFalse(wav.isTruncated());
  }

  @Test
  void readsMoreThanOneBufferful() throws Exception {
    WavBytes bytes = WavBytes.riff().fmt(1, 1, 8_000, 24).data(3 * 200_000);
    for (int i = 0; i < 200_000; i++) {
      bytes.bytes(0, i & 0xff, (i >> 8) & 0x3f);
    }
    WavFile wav = read(bytes);
    assertEquals(25, wav.seconds());
    short[] part = new short[3];
    wav.copy(199_998, 2, part, 1);
    assertArrayEquals(
        new short[] {0, (short) (199_998 & 0x3fff), (short) (199_999 & 0x3fff)}, part);
    assertThrows(IndexOutOfBoundsException.class, () -> wav.copy(199_999, 2, new short[9], 0));
  }

  @Test
  void namesTheFileAndWhatIsWrongWithIt() throws IOException {
    Path path = Files.write(folder.resolve("song.ogg"), "OggS and so on".getBytes(US_ASCII));
    WavFormatException e = assertThrows(WavFormatException.class, () -> WavFile.read(path));
    assertEquals(
        path + " is no WAV file that can be read: it does not begin with RIFF", e.getMessage());
    assertThrows(NoSuchFileException.class, () -> WavFile.read(folder.resolve("none.wav")));
  }

  @Test
  void namesTheFileThatCannotBeReadAtAll() {
    IOException e = assertThrows(IOException.class, () -> WavFile.read(folder));
    assertTrue(String.valueOf(e.getMessage()).startsWith(folder + ": "), e.getMessage());
  }

  @Test
  void refusesWhatIsNoWavFile() {
    assertRefused("does not begin with RIFF", new WavBytes());
    assertRefused("big-endian", new WavBytes().text("RIFX").u32(0).text("WAVE"));
    assertRefused("'AVI '", new WavBytes().text("RIFF").u32(0).text("AVI "));
    assertRefused("cut off in its RIFF header", new WavBytes().text("RIFF").u16(0));
    assertRefused("cut off in its RIFF header", new WavBytes().text("RIFF").u32(9).text("WA"));
  }

  @Test
  void refusesMissingAndMisplacedChunks() {
    assertRefused("no fmt chunk", WavBytes.riff());
    assertRefused("no data chunk", WavBytes.riff().fmt(1, 1, 8_000, 16));
    assertRefused("no fmt chunk before", WavBytes.riff().data(2, 0, 0).fmt(1, 1, 8_000, 16));
    assertRefused("chunk 'LIST'", WavBytes.riff().text("LIST").u32(100).u32(0));
    assertRefused("chunk headers", WavBytes.riff().fmt(1, 1, 8_000, 16).text("data").u16(1));
  }

  @Test
  void refusesToLookForTheSamplesBehindAnyNumberOfChunks() throws Exception {
    WavBytes many = WavBytes.riff().fmt(1, 1, 8_000, 16);
    for (int i = 0; i < 998; i++) {
      many.u32(0).u32(0);
    }
    byte[] file = many.toBytes();
    ByteArrayInputStream enough = new ByteArrayInputStream(many.data(2, 1, 0).toBytes());
    assertEquals(1, WavFile.read(enough).samples().length);
    WavBytes more = new WavBytes();
    for (byte each : file) {
      more.bytes(each);
    }
    assertRefused("1000 chunks", more.u32(0).u32(0).data(2, 1, 0));
  }

  @Test
  void refusesFormatsThatCannotBe() {
    assertRefused("fmt chunk of 14 bytes", WavBytes.riff().text("fmt ").u32(14));
    assertRefused("cut off in its fmt chunk", WavBytes.riff().text("fmt ").u32(16).u32(1));
    assertRefused("0 channels", WavBytes.riff().fmt(1, 0, 8_000, 16));
    assertRefused("sample rate 0", WavBytes.riff().fmt(1, 1, 0, 16));
    assertRefused("sample rate", WavBytes.riff().fmt(1, 1, -1, 16));
    assertRefused("block of 3 bytes", WavBytes.riff().fmt(1, 1, 8_000, 16, 3));
  }

  @Test
  void refusesKindsThatAreNotRead() {
    assertRefused("0x0055", WavBytes.riff().fmt(0x55, 2, 44_100, 0));
    assertRefused("PCM samples of 12 bits", WavBytes.riff().fmt(1, 1, 8_000, 12, 2));
    assertRefused("PCM samples of 64 bits", WavBytes.riff().fmt(1, 1, 8_000, 64));
    assertRefused("float samples of 16 bits", WavBytes.riff().fmt(3, 1, 8_000, 16));
    assertRefused("0x0007", WavBytes.riff().extensible(7, 1, 8_000, 8));
    byte[] foreign = WavBytes.riff().extensible(1, 1, 8_000, 16).toBytes();
    foreign[foreign.length - 1] ^= 1;
    assertThrows(WavFormatException.class, () -> WavFile.read(new ByteArrayInputStream(foreign)));
    assertRefused("EXTENSIBLE fmt chunk of 16", WavBytes.riff().fmt(0xfffe, 1, 8_000, 16));
  }

  @Test
  void damagedFilesThrowNothingButFormatExceptions() throws IOException {
    long seed = 1_991;
    Random random = new Random(seed);
    byte[] good = WavBytes.riff().extensible(1, 2, 48_000, 16).data(40, new int[40]).toBytes();
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int n = random.nextInt(5); n > 0 && damaged.length > 0; n--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      }
      try {
        WavFile wav = WavFile.read(new ByteArrayInputStream(damaged));
        assertTrue(wav.samplesPerChannel() <= damaged.length);
      } catch (WavFormatException e) {
        refused++;
      }
    }
    assertTrue(refused > 1_000 && refused < 19_900, refused + " refused, seed " + seed);
  }

  private WavFile read(WavBytes bytes) throws WavFormatException {
    try {
      Path path = Files.write(folder.resolve("test.wav"), bytes.toBytes());
      WavFile fromFile = WavFile.read(path);
      WavFile fromStream = WavFile.read(new ByteArrayInputStream(bytes.toBytes()));
      assertArrayEquals(fromFile.samples(), fromStream.samples());
      return fromFile;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertRefused(String reason, WavBytes bytes) {
    WavFormatException e = assertThrows(WavFormatException.class, () -> read(bytes));
    assertTrue(String.valueOf(e.getMessage()).contains(reason), e.getMessage());
  }
}

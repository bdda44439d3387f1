package io.antiphon.codec.wav;

import io.antiphon.codec.AudioClip;
import io.antiphon.codec.AudioFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A WAV file, read whole: what {@link WavReader} reads, as 16-bit samples in memory.
 *
 * <p>Immutable; any thread.
 */
public final class WavFile implements AudioClip {
  private static final int PLAIN_HEADER_BYTES = 44;
  private static final int MAX_SAMPLES = Integer.MAX_VALUE - 8;

  private final AudioFormat format;
  private final short[] samples;
  private final boolean truncated;

  private WavFile(AudioFormat format, short[] samples, boolean truncated) {
    this.format = format;
    this.samples = samples;
    this.truncated = truncated;
  }

  /**
   * A WAV file in memory.
   *
   * @param interleaved kept, not copied
   * @throws IllegalArgumentException if the array is no whole number of samples per channel
   */
  public static WavFile of(AudioFormat format, short[] interleaved) {
    if (interleaved.length % format.channels() != 0) {
      throw new IllegalArgumentException(
          interleaved.length + " samples do not divide into " + format.channels() + " channels");
    }
    return new WavFile(format, interleaved, false);
  }

  /** The file as it stands on a disk, of 16-bit samples, in a new array. */
  public byte[] toBytes() {
    int frameBytes = 2 * format.channels();
    ByteBuffer file =
        ByteBuffer.allocate(PLAIN_HEADER_BYTES + 2 * samples.length).order(ByteOrder.LITTLE_ENDIAN);
    name(file, "RIFF").putInt(file.capacity() - 8);
    name(file, "WAVE");
    name(file, "fmt ").putInt(16).putShort((short) 1).putShort((short) format.channels());
    file.putInt(format.sampleRateHz()).putInt(format.sampleRateHz() * frameBytes);
    file.putShort((short) frameBytes).putShort((short) 16);
    name(file, "data").putInt(2 * samples.length);
    file.asShortBuffer().put(samples);
    return file.array();
  }

  private static ByteBuffer name(ByteBuffer file, String fourCharacters) {
    return file.put(fourCharacters.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads a file. One that was cut off, or whose writer never came back to fill in the sizes, is
   * read as far as it goes.
   *
   * @throws WavFormatException naming the file and what is wrong with it, in one sentence without a
   *     full stop
   * @throws IOException naming the file, if it cannot be opened or read
   */
  public static WavFile read(Path path) throws IOException, WavFormatException {
    try (InputStream in = Files.newInputStream(path)) {
      return read(in, Files.size(path));
    } catch (WavFormatException e) {
      throw new WavFormatException(path + " is no WAV file that can be read: " + e.getMessage());
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw new FileSystemException(path.toString(), null, e.getMessage());
    }
  }

  /**
   * Reads a stream to its end, or to the end of its samples, and leaves it open.
   *
   * @throws WavFormatException naming what is wrong
   */
  public static WavFile read(InputStream in) throws IOException, WavFormatException {
    return read(in, 0);
  }

  private static WavFile read(InputStream in, long fileBytes)
      throws IOException, WavFormatException {
    @SuppressWarnings("resource") // whoever opened the stream closes it
    WavReader reader = new WavReader(in);
    int channels = reader.format().channels();
    // No sample has less than a byte, so a header cannot make us take more memory than the file
    // has.
    long expected = Math.min(reader.announcedSamples(), Math.max(65_536, fileBytes) / channels);
    short[] samples = new short[(int) Math.min(MAX_SAMPLES / channels, expected) * channels];
    int count = 0;
    while (true) {
      if (count == samples.length) {
        samples = grown(samples, channels);
      }
      int read = reader.read(samples, count, (samples.length - count) / channels);
      if (read < 0) {
        break;
      }
      count += read * channels;
    }
    short[] exact = count == samples.length ? samples : Arrays.copyOf(samples, count);
    return new WavFile(reader.format(), exact, reader.isTruncated());
  }

  private static short[] grown(short[] samples, int channels) throws WavFormatException {
    int most = MAX_SAMPLES / channels * channels;
    if (samples.length == most) {
      throw new WavFormatException("longer than can be held in memory");
    }
    long wanted = Math.max(1024L * channels, 2L * samples.length);
    return Arrays.copyOf(samples, (int) Math.min(most, wanted));
  }

  @Override
  public AudioFormat format() {
    return format;
  }

  @Override
  public int samplesPerChannel() {
    return samples.length / format.channels();
  }

  /** Its length in seconds. */
  public double seconds() {
    return format.seconds(samplesPerChannel());
  }

  /** Whether the file held less than its header said. */
  public boolean isTruncated() {
    return truncated;
  }

  /** All samples, interleaved, in a new array. */
  public short[] samples() {
    return samples.clone();
  }

  @Override
  public void copy(int position, int samplesPerChannel, short[] pcm, int offset) {
    int channels = format.channels();
    System.arraycopy(samples, position * channels, pcm, offset, samplesPerChannel * channels);
  }
}

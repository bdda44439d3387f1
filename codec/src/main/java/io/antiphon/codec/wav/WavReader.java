package io.antiphon.codec.wav;

import io.antiphon.codec.AudioFormat;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a WAV stream as it comes: 8, 16, 24 and 32-bit PCM, 32 and 64-bit float, with and without
 * WAVE_FORMAT_EXTENSIBLE, RIFF and RF64, other chunks skipped. Everything becomes 16 bits, rounded.
 * A stream that ends too soon is read as far as it goes.
 *
 * <p>Blocks as the stream does. One thread.
 */
public final class WavReader implements AutoCloseable {
  private static final int BUFFER_BYTES = 16_384;

  private final InputStream stream;
  private final WavHeader header;
  private final int frameBytes;
  private final byte[] buffer;
  private long dataBytesLeft;
  private boolean truncated;

  /**
   * Reads up to the first sample.
   *
   * @param stream read in large pieces, closed by {@link #close}
   * @throws WavFormatException if it is no WAV file, or of a kind that is not read
   */
  public WavReader(InputStream stream) throws IOException, WavFormatException {
    this.stream = stream;
    this.header = WavHeader.read(stream);
    this.frameBytes = header.format().channels() * header.encoding().bytes();
    this.buffer = new byte[Math.max(1, BUFFER_BYTES / frameBytes) * frameBytes];
    this.dataBytesLeft = header.dataBytes();
  }

  /** Rate and channels. */
  public AudioFormat format() {
    return header.format();
  }

  /**
   * Samples per channel that the header announces and that were not read yet; {@code Long.MAX_VALUE
   * / frame size} or so if it does not know. The stream may have fewer.
   */
  public long announcedSamples() {
    return dataBytesLeft / frameBytes;
  }

  /** Whether the stream ended before all that its header announced; known at the end. */
  public boolean isTruncated() {
    return truncated;
  }

  /**
   * Reads samples.
   *
   * @param pcm receives them interleaved
   * @return samples per channel, fewer than asked for only at the end; -1 at the end
   */
  public int read(short[] pcm, int offset, int samplesPerChannel) throws IOException {
    int done = 0;
    while (done < samplesPerChannel && dataBytesLeft >= frameBytes) {
      long wanted = Math.min((long) (samplesPerChannel - done) * frameBytes, buffer.length);
      int bytes = (int) Math.min(wanted, dataBytesLeft - dataBytesLeft % frameBytes);
      int got = stream.readNBytes(buffer, 0, bytes);
      decode(got / frameBytes, pcm, offset + done * header.format().channels());
      done += got / frameBytes;
      dataBytesLeft -= got;
      if (got < bytes) {
        truncated = header.dataBytes() != WavHeader.UNKNOWN;
        dataBytesLeft = 0;
      }
    }
    return done == 0 && samplesPerChannel > 0 ? -1 : done;
  }

  private void decode(int frames, short[] pcm, int offset) {
    SampleEncoding encoding = header.encoding();
    int samples = frames * header.format().channels();
    for (int i = 0, at = 0; i < samples; i++, at += encoding.bytes()) {
      pcm[offset + i] = encoding.at(buffer, at);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}

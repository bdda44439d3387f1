package io.antiphon.codec.wav;

import io.antiphon.codec.AudioFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Writes a WAV file that is valid at every moment: samples go to the disk first, then a header that
 * counts them, in a single write. When the process is killed, what was written in the last second
 * is lost and nothing else.
 *
 * <p>The header reserves room for the 64-bit sizes of RF64 (EBU Tech 3306 §3), into which the file
 * turns when it grows past 4 GiB: 12 hours of 48 kHz mono. More than two channels are written as
 * WAVE_FORMAT_EXTENSIBLE.
 *
 * <p>Blocks as the disk does, so it belongs on a thread of its own; one thread. After an {@link
 * IOException} the file is still the valid one of the last flush; a later call tries again.
 */
public final class WavWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 65_536;
  private static final int HOLE_BYTES = 1 << 20;
  private static final long FLUSH_NANOS = 1_000_000_000L;

  private final AudioFormat format;
  private final SampleEncoding encoding;
  private final RandomAccessFile file;
  private final ByteBuffer buffer;
  private final WrittenHeader header;
  private long flushedBytes;
  private long lastFlushNanos;
  private boolean clockSeen;
  private boolean closed;

  /**
   * Creates a file of 16-bit samples, or empties the one that is there, and writes its header.
   *
   * @throws IOException if it cannot be created or written
   */
  public WavWriter(Path path, AudioFormat format) throws IOException {
    this(path, format, SampleEncoding.SIGNED_16);
  }

  /**
   * The same with PCM of other widths: 8 bits, rounded, or 24 or 32, of which the lowest are zero.
   *
   * @param bitsPerSample 8, 16, 24 or 32
   * @throws IllegalArgumentException for another number of bits
   * @throws IOException if it cannot be created or written
   */
  public WavWriter(Path path, AudioFormat format, int bitsPerSample) throws IOException {
    this(path, format, SampleEncoding.ofBits(bitsPerSample));
  }

  /**
   * The same with any kind of samples, floating point too.
   *
   * @throws IOException if it cannot be created or written
   */
  public WavWriter(Path path, AudioFormat format, SampleEncoding encoding) throws IOException {
    this(new RandomAccessFile(path.toFile(), "rw"), format, encoding, WrittenHeader.MAX_RIFF_BYTES);
  }

  // RandomAccessFile, because a FileChannel closes itself when its thread is interrupted.
  WavWriter(RandomAccessFile file, AudioFormat format, SampleEncoding encoding, long maxRiffBytes)
      throws IOException {
    this.format = format;
    this.encoding = encoding;
    this.file = file;
    header = new WrittenHeader(format, encoding, maxRiffBytes);
    int second = format.sampleRateHz() * frameBytes();
    int bytes = Math.min(BUFFER_BYTES / frameBytes() * frameBytes(), second);
    this.buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    try {
      file.setLength(0);
      writeHeader();
    } catch (IOException e) {
      file.close();
      throw e;
    }
  }

  /** Rate and channels. */
  public AudioFormat format() {
    return format;
  }

  /** Samples per channel taken so far, on disk or not yet. */
  public long samplesPerChannel() {
    return (flushedBytes + buffer.position()) / frameBytes();
  }

  /**
   * Appends samples.
   *
   * @param pcm interleaved; only read
   * @param samplesPerChannel how many, from 0
   * @throws IOException if the disk refuses; of this call's samples a part may have been taken
   */
  public void write(short[] pcm, int offset, int samplesPerChannel) throws IOException {
    int end = offset + samplesPerChannel * format.channels();
    for (int i = offset; i < end; ) {
      makeRoom();
      int part = Math.min(end - i, buffer.remaining() / encoding.bytes());
      for (int last = i + part; i < last; i++) {
        encoding.put(buffer, pcm[i]);
      }
    }
  }

  /**
   * Appends silence; a long one, of 1 MiB or more, takes hardly any room on most disks.
   *
   * @param samplesPerChannel how many, from 0
   * @throws IOException as {@link #write}
   */
  public void writeSilence(long samplesPerChannel) throws IOException {
    long all = samplesPerChannel * frameBytes();
    boolean zero = encoding != SampleEncoding.UNSIGNED_8;
    if (zero && all >= HOLE_BYTES) {
      flush();
      // What is behind the end of a file reads as zero, and where the disk can leave it out, it
      // does.
      file.setLength(header.length() + flushedBytes + all);
      flushedBytes += all;
      writeHeader();
      return;
    }
    byte silence = (byte) (zero ? 0 : 128);
    for (long bytes = all; bytes > 0; ) {
      makeRoom();
      int part = (int) Math.min(bytes, buffer.remaining());
      for (int i = 0; i < part; i++) {
        buffer.put(silence);
      }
      bytes -= part;
    }
  }

  /**
   * Lets time pass: what has waited for a second goes to the disk. Needed only where audio comes
   * more slowly than it plays.
   *
   * @param nowNanos on any monotonic clock, the same at each call
   * @throws IOException if the disk refuses
   */
  public void advanceTo(long nowNanos) throws IOException {
    if (!clockSeen || buffer.position() == 0) {
      clockSeen = true;
      lastFlushNanos = nowNanos;
    } else if (nowNanos - lastFlushNanos >= FLUSH_NANOS) {
      lastFlushNanos = nowNanos;
      flush();
    }
  }

  /**
   * Puts all samples taken so far into the file, and then counts them in its header.
   *
   * @throws IOException if the disk refuses; the samples are kept for the next attempt
   */
  public void flush() throws IOException {
    if (closed) {
      throw new IOException("the WAV file is closed");
    }
    if (buffer.position() == 0) {
      return;
    }
    file.seek(header.length() + flushedBytes);
    file.write(buffer.array(), 0, buffer.position());
    flushedBytes += buffer.position();
    buffer.clear();
    writeHeader();
  }

  /**
   * Flushes and closes. A second call does nothing.
   *
   * @throws IOException if the last samples could not be written; the file is closed all the same
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    try (file) {
      flush();
    } finally {
      closed = true;
    }
  }

  private int frameBytes() {
    return encoding.bytes() * format.channels();
  }

  private void makeRoom() throws IOException {
    if (closed || !buffer.hasRemaining()) {
      flush();
    }
  }

  private void writeHeader() throws IOException {
    file.seek(0);
    file.write(header.of(flushedBytes));
  }
}

package io.antiphon.codec.wav;

import io.antiphon.codec.AudioFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Writes a WAV file of 8, 16 or 24-bit samples that is valid at every moment: samples go to the
 * disk first, then a header that counts them, in a single write. When the process is killed, what
 * was written in the last second is lost and nothing else.
 *
 * <p>The header reserves room for the 64-bit sizes of RF64 (EBU Tech 3306 §3), into which the file
 * turns when it grows past 4 GiB: 12 hours of 48 kHz mono. So the samples begin at byte 80.
 *
 * <p>Blocks as the disk does, so it belongs on a thread of its own; one thread. After an {@link
 * IOException} the file is still the valid one of the last flush; a later call tries again.
 */
public final class WavWriter implements AutoCloseable {
  /** What stands before the first sample. */
  static final int HEADER_BYTES = 80;

  private static final int BUFFER_BYTES = 65_536;
  private static final int HOLE_BYTES = 1 << 20;
  private static final long FLUSH_NANOS = 1_000_000_000L;
  private static final long MAX_RIFF_BYTES = 0xffff_fffeL;

  private final AudioFormat format;
  private final int sampleBytes;
  private final RandomAccessFile file;
  private final long maxRiffBytes;
  private final ByteBuffer buffer;
  private final ByteBuffer header =
      ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
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
    this(path, format, 16);
  }

  /**
   * The same with other samples: of 8 bits, rounded, or of 24, of which the lowest 8 are zero.
   *
   * @param bitsPerSample 8, 16 or 24
   * @throws IllegalArgumentException for another number of bits
   * @throws IOException if it cannot be created or written
   */
  public WavWriter(Path path, AudioFormat format, int bitsPerSample) throws IOException {
    this(open(path, bitsPerSample), format, bitsPerSample, MAX_RIFF_BYTES);
  }

  private static RandomAccessFile open(Path path, int bitsPerSample) throws IOException {
    if (bitsPerSample != 8 && bitsPerSample != 16 && bitsPerSample != 24) {
      throw new IllegalArgumentException(bitsPerSample + " bits per sample; 8, 16 or 24 it takes");
    }
    return new RandomAccessFile(path.toFile(), "rw");
  }

  WavWriter(RandomAccessFile file, AudioFormat format, long maxRiffBytes) throws IOException {
    this(file, format, 16, maxRiffBytes);
  }

  // RandomAccessFile, because a FileChannel closes itself when its thread is interrupted.
  private WavWriter(RandomAccessFile file, AudioFormat format, int bitsPerSample, long maxRiffBytes)
      throws IOException {
    this.format = format;
    this.sampleBytes = bitsPerSample / 8;
    this.file = file;
    this.maxRiffBytes = maxRiffBytes;
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
      int part = Math.min(end - i, buffer.remaining() / sampleBytes);
      switch (sampleBytes) {
        case 1 -> put8(pcm, i, part);
        case 2 -> put16(pcm, i, part);
        default -> put24(pcm, i, part);
      }
      i += part;
    }
  }

  private void put8(short[] pcm, int from, int count) {
    for (int i = from; i < from + count; i++) {
      // Unsigned, with 128 for silence.
      buffer.put((byte) (Math.min(127, (pcm[i] + 128) >> 8) + 128));
    }
  }

  private void put16(short[] pcm, int from, int count) {
    for (int i = from; i < from + count; i++) {
      buffer.putShort(pcm[i]);
    }
  }

  private void put24(short[] pcm, int from, int count) {
    for (int i = from; i < from + count; i++) {
      buffer.put((byte) 0).putShort(pcm[i]);
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
    if (sampleBytes > 1 && all >= HOLE_BYTES) {
      flush();
      // What is behind the end of a file reads as zero, and where the disk can leave it out, it
      // does.
      file.setLength(HEADER_BYTES + flushedBytes + all);
      flushedBytes += all;
      writeHeader();
      return;
    }
    byte silence = (byte) (sampleBytes == 1 ? 128 : 0);
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
    file.seek(HEADER_BYTES + flushedBytes);
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
    return sampleBytes * format.channels();
  }

  private void makeRoom() throws IOException {
    if (closed || !buffer.hasRemaining()) {
      flush();
    }
  }

  private void writeHeader() throws IOException {
    long riffBytes = HEADER_BYTES - 8 + flushedBytes;
    boolean rf64 = riffBytes > maxRiffBytes;
    header.clear();
    name(rf64 ? "RF64" : "RIFF").putInt(rf64 ? -1 : (int) riffBytes);
    name("WAVE");
    name(rf64 ? "ds64" : "JUNK").putInt(28);
    header.putLong(rf64 ? riffBytes : 0).putLong(rf64 ? flushedBytes : 0);
    header.putLong(rf64 ? flushedBytes / frameBytes() : 0).putInt(0);
    name("fmt ").putInt(16).putShort((short) 1).putShort((short) format.channels());
    header.putInt(format.sampleRateHz()).putInt(format.sampleRateHz() * frameBytes());
    header.putShort((short) frameBytes()).putShort((short) (8 * sampleBytes));
    name("data").putInt(rf64 ? -1 : (int) flushedBytes);
    file.seek(0);
    file.write(header.array());
  }

  private ByteBuffer name(String fourCharacters) {
    for (int i = 0; i < 4; i++) {
      header.put((byte) fourCharacters.charAt(i));
    }
    return header;
  }
}

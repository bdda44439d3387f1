package io.antiphon.rtp.rtcp;

import io.antiphon.rtp.RtpFormatException;
import io.antiphon.rtp.Ssrc;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SDES: who the sources are (RFC 3550 §6.5).
 *
 * @param chunks one per source, at most 31
 */
public record SourceDescription(List<Chunk> chunks) implements RtcpPacket {
  /**
   * What is said of one source.
   *
   * @param source which one
   * @param items in the packet's order
   */
  public record Chunk(Ssrc source, List<Item> items) {
    /** Keeps a copy of the items. */
    public Chunk {
      items = List.copyOf(items);
    }

    /** The canonical name, which all streams of one participant share; null if it is not told. */
    public @Nullable String cname() {
      for (Item item : items) {
        if (item.type() == Item.CNAME) {
          return item.text();
        }
      }
      return null;
    }

    /** Source, items, and one to four zeros up to the next multiple of four. */
    private int length() {
      int bytes = 4;
      for (Item item : items) {
        bytes += item.length();
      }
      return (bytes + 4) & ~3;
    }
  }

  /**
   * One item.
   *
   * @param type such as {@link #CNAME}, 1 to 255
   * @param text at most 255 bytes of UTF-8; what is not UTF-8 was replaced in reading
   */
  public record Item(int type, String text) {
    /** Canonical end-point identifier (RFC 3550 §6.5.1). */
    public static final int CNAME = 1;

    /**
     * Checks what can be written.
     *
     * @throws IllegalArgumentException if the type is not 1 to 255
     */
    public Item {
      if (type < 1 || type > 255) {
        throw new IllegalArgumentException("SDES item type " + type + " is not 1 to 255");
      }
    }

    private byte[] utf8() {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 255) {
        throw new IllegalArgumentException("SDES item of " + bytes.length + " bytes, not 255");
      }
      return bytes;
    }

    private int length() {
      return 2 + utf8().length;
    }
  }

  /**
   * Keeps a copy of the chunks.
   *
   * @throws IllegalArgumentException if they are more than 31
   */
  public SourceDescription {
    chunks = List.copyOf(chunks);
    RtcpHeader.checkCount(chunks.size(), "SDES chunks");
  }

  /** The canonical name of some sources, all that RFC 3550 §6.5 asks for. */
  public static SourceDescription ofCname(String cname, List<Ssrc> sources) {
    List<Item> items = List.of(new Item(Item.CNAME, cname));
    return new SourceDescription(sources.stream().map(source -> new Chunk(source, items)).toList());
  }

  static SourceDescription read(int count, ByteBuffer body) throws RtpFormatException {
    List<Chunk> chunks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      chunks.add(readChunk(body));
    }
    return new SourceDescription(chunks);
  }

  private static Chunk readChunk(ByteBuffer body) throws RtpFormatException {
    RtcpHeader.require(body, 8, "SDES chunk");
    int from = body.position();
    Ssrc source = new Ssrc(body.getInt());
    List<Item> items = new ArrayList<>();
    while (true) {
      if (!body.hasRemaining()) {
        throw new RtpFormatException("SDES chunk without the zero that ends its items");
      }
      int type = body.get() & 0xFF;
      if (type == 0) {
        break;
      }
      items.add(readItem(type, body));
    }
    int next = from + ((body.position() - from + 3) & ~3);
    if (next > body.limit()) {
      throw new RtpFormatException("SDES chunk is not padded to a multiple of four bytes");
    }
    body.position(next);
    return new Chunk(source, items);
  }

  private static Item readItem(int type, ByteBuffer body) throws RtpFormatException {
    if (!body.hasRemaining()) {
      throw new RtpFormatException("SDES item cut short before its length");
    }
    byte[] text = new byte[body.get() & 0xFF];
    if (text.length > body.remaining()) {
      throw new RtpFormatException("SDES item runs past the end of its packet");
    }
    body.get(text);
    return new Item(type, new String(text, StandardCharsets.UTF_8));
  }

  @Override
  public int type() {
    return RtcpHeader.SOURCE_DESCRIPTION;
  }

  @Override
  public int length() {
    return RtcpHeader.LENGTH + chunks.stream().mapToInt(Chunk::length).sum();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if an item is longer than 255 bytes
   */
  @Override
  public void writeTo(ByteBuffer out) {
    RtcpHeader.write(out, chunks.size(), type(), length());
    for (Chunk chunk : chunks) {
      int end = out.position() + chunk.length();
      out.putInt(chunk.source().value());
      for (Item item : chunk.items()) {
        byte[] text = item.utf8();
        out.put((byte) item.type()).put((byte) text.length).put(text);
      }
      while (out.position() < end) {
        out.put((byte) 0);
      }
    }
  }
}

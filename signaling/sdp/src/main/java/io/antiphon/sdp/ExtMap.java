package io.antiphon.sdp;

import org.jspecify.annotations.Nullable;

/**
 * A number for a header extension (RFC 8285 §8).
 *
 * @param id 1 to 14 for a one-byte header, to 255 for a two-byte one, 4096 to 4351 for an offer of
 *     more than there are numbers
 * @param direction null means sendrecv
 * @param uri what the extension is
 * @param attributes what the extension's own specification puts behind; null if nothing
 */
public record ExtMap(
    int id, @Nullable Direction direction, String uri, @Nullable String attributes) {

  /** An extension that goes both ways. */
  public ExtMap(int id, String uri) {
    this(id, null, uri, null);
  }

  static ExtMap parse(String value) throws SdpFormatException {
    Fields fields = new Fields(value);
    String number = fields.next("extension's number");
    int slash = number.indexOf('/');
    @Nullable Direction direction = null;
    if (slash >= 0) {
      direction = Direction.named(number.substring(slash + 1));
      if (direction == null) {
        throw new SdpFormatException("no direction follows the slash in " + Fields.quote(value));
      }
      number = number.substring(0, slash);
    }
    int id = Fields.toInt(number, "extension's number", 1, 4351);
    String uri = fields.next("extension's URI");
    return new ExtMap(id, direction, uri, fields.hasNext() ? fields.rest() : null);
  }

  /** The value of the {@code a=extmap} line. */
  @Override
  public String toString() {
    String plain = direction == null ? id + " " + uri : id + "/" + direction + " " + uri;
    return attributes == null ? plain : plain + " " + attributes;
  }
}

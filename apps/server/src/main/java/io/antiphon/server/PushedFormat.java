package io.antiphon.server;

import io.antiphon.codec.AudioFormat;
import io.antiphon.signaling.HttpCall;
import io.antiphon.signaling.SignalingException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which audio may be pushed: WAV, or L16 (RFC 2586), 8 to 48 kHz, one channel or two. */
final class PushedFormat {
  private static final int LOWEST_HZ = 8_000;
  private static final int HIGHEST_HZ = 48_000;
  private static final Set<String> WAV =
      Set.of("audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave");
  private static final String EXAMPLE = "audio/L16;rate=24000;channels=1";

  private PushedFormat() {}

  /**
   * What a body says of itself.
   *
   * @return the format of samples without a header; null for a WAV file
   * @throws SignalingException 415 for anything else, 400 for a format that is not whole or not
   *     possible
   */
  static @Nullable AudioFormat of(HttpCall call) {
    String type = call.mediaType();
    if (type != null && WAV.contains(type)) {
      return null;
    }
    String full = call.header("Content-Type");
    if (type == null || full == null || !type.equals("audio/l16")) {
      throw new SignalingException(
          415, "Unsupported Media Type", "Send audio/wav or " + EXAMPLE + ".");
    }
    String rate = parameter(full, "rate");
    if (rate == null) {
      throw badRequest("The rate is missing; say it as in " + EXAMPLE + ".");
    }
    String channels = parameter(full, "channels");
    AudioFormat format =
        of(number("rate", rate), channels == null ? 1 : number("channels", channels));
    String length = call.header("Content-Length");
    long bytes = length == null ? 0 : Long.parseLong(length.trim());
    if (bytes % (2L * format.channels()) != 0) {
      throw odd(bytes, format);
    }
    return format;
  }

  /** {@code ?rate=24000&channels=1}, or the defaults. */
  static AudioFormat ofQuery(HttpCall call) {
    String rate = call.query("rate");
    String channels = call.query("channels");
    return of(
        rate == null ? HIGHEST_HZ : number("rate", rate),
        channels == null ? 1 : number("channels", channels));
  }

  /** The same format, if it can be pushed. */
  static AudioFormat check(AudioFormat format) {
    return of(format.sampleRateHz(), format.channels());
  }

  private static AudioFormat of(int rate, int channels) {
    if (rate < LOWEST_HZ || rate > HIGHEST_HZ) {
      throw badRequest("The rate is " + LOWEST_HZ + " to " + HIGHEST_HZ + " Hz, not " + rate + ".");
    }
    if (channels < 1 || channels > 2) {
      throw badRequest("The channels are 1 or 2, not " + channels + ".");
    }
    return new AudioFormat(rate, channels);
  }

  /** A body that ends in the middle of a sample. */
  static SignalingException odd(long bytes, AudioFormat format) {
    return badRequest(
        bytes
            + " bytes are no whole number of samples of "
            + 2 * format.channels()
            + " bytes each; send 16 bit for each channel.");
  }

  private static int number(String what, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw badRequest("The " + what + " must be a number, not \"" + text + "\".");
    }
  }

  private static @Nullable String parameter(String contentType, String name) {
    for (String each : contentType.split(";", -1)) {
      int equals = each.indexOf('=');
      if (equals > 0 && each.substring(0, equals).trim().toLowerCase(Locale.ROOT).equals(name)) {
        return each.substring(equals + 1).trim().replace("\"", "");
      }
    }
    return null;
  }

  static SignalingException badRequest(String detail) {
    return new SignalingException(400, "Bad Request", detail);
  }
}

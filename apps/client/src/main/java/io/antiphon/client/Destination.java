package io.antiphon.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Whom to call, and how. */
final class Destination {
  @Option(
      names = "--server",
      paramLabel = "URL",
      description = "the server, such as http://127.0.0.1:8910")
  @Nullable String server;

  @Option(
      names = "--whip",
      paramLabel = "URL",
      description =
          "send to this WHIP endpoint (RFC 9725), such as http://127.0.0.1:8910/whip, in place of"
              + " --server")
  @Nullable String whip;

  /**
   * Where that is.
   *
   * @param line what a wrong one is held against
   */
  URI uri(CommandLine line) {
    String option = whip == null ? "--server" : "--whip";
    String text = Objects.requireNonNullElse(whip == null ? server : whip, "");
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https")) && uri.getHost() != null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // It is told below what one looks like, which helps more than what this one lacks.
    }
    String example = "http://127.0.0.1:8910" + (whip == null ? "" : "/whip");
    throw new ParameterException(
        line, option + " takes a URL such as " + example + ", not \"" + text + "\".");
  }
}

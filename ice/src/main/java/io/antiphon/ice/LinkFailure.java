package io.antiphon.ice;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import javax.net.ssl.SSLException;

/** Why a server cannot be reached, for somebody who has to do something about it. */
final class LinkFailure {
  private LinkFailure() {}

  static String inWords(IOException e) {
    if (e instanceof PortUnreachableException || e instanceof ConnectException) {
      return "nobody listens there";
    }
    if (e instanceof NoRouteToHostException) {
      return "there is no way there from here";
    }
    if (e instanceof SSLException) {
      return "TLS fails: " + innermost(e);
    }
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  /** What a TLS engine wraps up says least on the outside. */
  private static String innermost(Throwable e) {
    Throwable at = e;
    while (at.getCause() != null && at.getCause() != at) {
      at = at.getCause();
    }
    return String.valueOf(at.getMessage());
  }
}

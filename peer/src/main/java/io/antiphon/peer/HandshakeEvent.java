package io.antiphon.peer;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A DTLS handshake, from the first path to its end. */
@Name("io.antiphon.Handshake")
@Label("Handshake")
@Description("A DTLS handshake, from its start to keys or failure")
@Category("Antiphon")
@StackTrace(false)
final class HandshakeEvent extends Event {
  @Label("Peer")
  String peer = "";

  @Label("DTLS role")
  String role = "";

  @Label("SRTP profile")
  String profile = "";

  @Label("Result")
  @Description("connected, or why not")
  String result = "";
}

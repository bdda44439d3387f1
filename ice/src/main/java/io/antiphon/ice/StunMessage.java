package io.antiphon.ice;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.ice4j.StunException;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.ErrorCodeAttribute;
import org.ice4j.attribute.IceControlAttribute;
import org.ice4j.attribute.LifetimeAttribute;
import org.ice4j.attribute.MessageIntegrityAttribute;
import org.ice4j.attribute.NonceAttribute;
import org.ice4j.attribute.OptionalAttribute;
import org.ice4j.attribute.PriorityAttribute;
import org.ice4j.attribute.RealmAttribute;
import org.ice4j.attribute.UsernameAttribute;
import org.ice4j.attribute.XorMappedAddressAttribute;
import org.ice4j.message.Message;
import org.jspecify.annotations.Nullable;

/** A received STUN message, decoded by ice4j, with the fields that ICE and TURN ask for. */
final class StunMessage {
  static {
    Ice4j.prepare();
  }

  private final byte[] bytes;
  private final Message message;
  private final TransactionId transactionId;

  private StunMessage(byte[] bytes, Message message, TransactionId transactionId) {
    this.bytes = bytes;
    this.message = message;
    this.transactionId = transactionId;
  }

  /**
   * Decodes a datagram. A FINGERPRINT, where there is one, has been checked; MESSAGE-INTEGRITY has
   * not.
   *
   * @throws StunFormatException if it is no well-formed STUN message, or the fingerprint is wrong
   */
  static StunMessage parse(ByteBuffer datagram) throws StunFormatException {
    if (!StunFraming.isStun(datagram) || !StunFraming.isWellFormed(datagram)) {
      throw new StunFormatException("not a STUN message");
    }
    TransactionId transactionId = TransactionId.of(datagram);
    byte[] bytes = new byte[datagram.remaining()];
    datagram.duplicate().get(bytes);
    try {
      return new StunMessage(bytes, Message.decode(bytes, 0, bytes.length), transactionId);
    } catch (StunException | RuntimeException e) {
      // ice4j runs over the end of attributes that are too short for their type.
      throw new StunFormatException(String.valueOf(e.getMessage()));
    }
  }

  /** Method and class together, as in {@link StunFraming}. */
  int type() {
    return message.getMessageType();
  }

  /** Whether it is a Binding request. */
  boolean isRequest() {
    return message.getMessageType() == StunFraming.BINDING_REQUEST;
  }

  /** Whether it is a success response, of any method. */
  boolean isSuccess() {
    return StunFraming.isSuccess(message.getMessageType());
  }

  /** Whether it is an error response, of any method. */
  boolean isError() {
    return StunFraming.isError(message.getMessageType());
  }

  TransactionId transactionId() {
    return transactionId;
  }

  /** USERNAME as it stands, {@code ufrag of the receiver:ufrag of the sender}, or null. */
  @Nullable String username() {
    return message.getAttribute(Attribute.USERNAME) instanceof UsernameAttribute username
        ? new String(username.getUsername(), StandardCharsets.UTF_8)
        : null;
  }

  /** PRIORITY as an unsigned number, or -1 if there is none. */
  long priority() {
    return message.getAttribute(Attribute.PRIORITY) instanceof PriorityAttribute priority
        ? priority.getPriority() & 0xffffffffL
        : -1;
  }

  boolean useCandidate() {
    return message.containsAttribute(Attribute.USE_CANDIDATE);
  }

  /** The role that the sender believes to have, or null if it does not say. */
  @Nullable IceRole role() {
    if (message.containsAttribute(Attribute.ICE_CONTROLLING)) {
      return IceRole.CONTROLLING;
    }
    return message.containsAttribute(Attribute.ICE_CONTROLLED) ? IceRole.CONTROLLED : null;
  }

  /** The tie-breaker beside {@link #role}, an unsigned 64-bit number. */
  long tieBreaker() {
    char type =
        role() == IceRole.CONTROLLING ? Attribute.ICE_CONTROLLING : Attribute.ICE_CONTROLLED;
    return message.getAttribute(type) instanceof IceControlAttribute control
        ? control.getTieBreaker()
        : 0;
  }

  /** ERROR-CODE, such as 487, or 0. */
  int errorCode() {
    return message.getAttribute(Attribute.ERROR_CODE) instanceof ErrorCodeAttribute error
        ? error.getErrorCode()
        : 0;
  }

  /** The words beside ERROR-CODE, or nothing. */
  String errorReason() {
    return message.getAttribute(Attribute.ERROR_CODE) instanceof ErrorCodeAttribute error
            && error.getReasonPhrase() != null
        ? error.getReasonPhrase().strip()
        : "";
  }

  /** XOR-MAPPED-ADDRESS, unmasked, or null. */
  @Nullable InetSocketAddress mappedAddress() {
    return address(Attribute.XOR_MAPPED_ADDRESS);
  }

  /** XOR-RELAYED-ADDRESS, unmasked, or null (RFC 8656 §18.5). */
  @Nullable InetSocketAddress relayedAddress() {
    return address(Attribute.XOR_RELAYED_ADDRESS);
  }

  /** XOR-PEER-ADDRESS, unmasked, or null (RFC 8656 §18.3). */
  @Nullable InetSocketAddress peerAddress() {
    return address(Attribute.XOR_PEER_ADDRESS);
  }

  private @Nullable InetSocketAddress address(char type) {
    return message.getAttribute(type) instanceof XorMappedAddressAttribute a
        ? new InetSocketAddress(
            a.getAddress(transactionId.bytes()).getAddress(),
            a.getAddress(transactionId.bytes()).getPort())
        : null;
  }

  /** LIFETIME in seconds, or -1 (RFC 8656 §18.2). */
  long lifetimeSeconds() {
    return message.getAttribute(Attribute.LIFETIME) instanceof LifetimeAttribute lifetime
        ? lifetime.getLifetime() & 0xffffffffL
        : -1;
  }

  /** REALM, or null (RFC 8489 §14.9). */
  @Nullable String realm() {
    return message.getAttribute(Attribute.REALM) instanceof RealmAttribute realm
        ? new String(realm.getRealm(), StandardCharsets.UTF_8)
        : null;
  }

  /** NONCE, or null (RFC 8489 §14.10). */
  byte @Nullable [] nonce() {
    return message.getAttribute(Attribute.NONCE) instanceof NonceAttribute nonce
        ? nonce.getNonce()
        : null;
  }

  /** Whether MESSAGE-INTEGRITY is there, right or wrong. */
  boolean isSigned() {
    return message.containsAttribute(Attribute.MESSAGE_INTEGRITY);
  }

  /**
   * Attributes below 0x8000 that we do not know: such a request is answered 420 (RFC 8489 §6.3.1).
   */
  List<Character> unknownRequired() {
    return message.getAttributes().stream()
        .filter(OptionalAttribute.class::isInstance)
        .map(Attribute::getAttributeType)
        .filter(type -> type < 0x8000)
        .collect(Collectors.toList());
  }

  /** Whether MESSAGE-INTEGRITY is there and was made with this key (RFC 8489 §9.1.3). */
  boolean isSignedWith(StunKey key) {
    return message.getAttribute(Attribute.MESSAGE_INTEGRITY) instanceof MessageIntegrityAttribute m
        && key.verifies(bytes, m.getLocationInMessage(), m.getHmacSha1Content());
  }
}

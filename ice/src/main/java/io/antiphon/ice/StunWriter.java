package io.antiphon.ice;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.attribute.FingerprintAttribute;
import org.ice4j.attribute.RequestedTransportAttribute;
import org.ice4j.attribute.UnknownAttributesAttribute;

/**
 * Writes a STUN message of ice4j's attributes, signs it and seals it with a fingerprint.
 *
 * <p>Not by {@code Message.encode}: that fetches the key from a process-wide {@code StunStack}, and
 * adds a SOFTWARE attribute by a configuration that drags Kotlin in.
 */
final class StunWriter {
  static {
    Ice4j.prepare();
  }

  private final TransactionId transactionId;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

  private StunWriter(int type, TransactionId transactionId) {
    this.transactionId = transactionId;
    byte[] header = new byte[StunFraming.HEADER_LENGTH];
    ByteBuffer.wrap(header)
        .putShort((short) type)
        .putShort((short) 0)
        .putInt(StunFraming.MAGIC_COOKIE)
        .put(transactionId.bytes());
    bytes.writeBytes(header);
  }

  static StunWriter request(TransactionId transactionId) {
    return new StunWriter(StunFraming.BINDING_REQUEST, transactionId);
  }

  /** A message of any method and class, such as {@link StunFraming#ALLOCATE_REQUEST}. */
  static StunWriter of(int type, TransactionId transactionId) {
    return new StunWriter(type, transactionId);
  }

  static StunWriter success(TransactionId transactionId) {
    return new StunWriter(StunFraming.BINDING_SUCCESS, transactionId);
  }

  static StunWriter error(TransactionId transactionId, int code, String reason) {
    return new StunWriter(StunFraming.BINDING_ERROR, transactionId)
        .add(AttributeFactory.createErrorCodeAttribute((char) code, reason));
  }

  StunWriter username(String username) {
    return add(AttributeFactory.createUsernameAttribute(username));
  }

  StunWriter priority(long priority) {
    return add(AttributeFactory.createPriorityAttribute(priority));
  }

  StunWriter role(IceRole role, long tieBreaker) {
    return add(
        role == IceRole.CONTROLLING
            ? AttributeFactory.createIceControllingAttribute(tieBreaker)
            : AttributeFactory.createIceControlledAttribute(tieBreaker));
  }

  StunWriter useCandidate() {
    return add(AttributeFactory.createUseCandidateAttribute());
  }

  StunWriter mappedAddress(InetSocketAddress address) {
    return add(
        AttributeFactory.createXorMappedAddressAttribute(
            new TransportAddress(address, Transport.UDP), transactionId.bytes()));
  }

  StunWriter relayedAddress(InetSocketAddress address) {
    return add(
        AttributeFactory.createXorRelayedAddressAttribute(
            new TransportAddress(address, Transport.UDP), transactionId.bytes()));
  }

  StunWriter peerAddress(InetSocketAddress address) {
    return add(
        AttributeFactory.createXorPeerAddressAttribute(
            new TransportAddress(address, Transport.UDP), transactionId.bytes()));
  }

  StunWriter errorCode(int code, String reason) {
    return add(AttributeFactory.createErrorCodeAttribute((char) code, reason));
  }

  StunWriter realm(String realm) {
    return add(AttributeFactory.createRealmAttribute(realm.getBytes(StandardCharsets.UTF_8)));
  }

  StunWriter nonce(byte[] nonce) {
    return add(AttributeFactory.createNonceAttribute(nonce));
  }

  StunWriter lifetime(int seconds) {
    return add(AttributeFactory.createLifetimeAttribute(seconds));
  }

  /** An allocation that speaks UDP with the peers (RFC 8656 §18.7). */
  StunWriter requestedTransportUdp() {
    return add(AttributeFactory.createRequestedTransportAttribute(RequestedTransportAttribute.UDP));
  }

  /**
   * IPv6 in place of IPv4 (RFC 8656 §18.6); written out, since ice4j's loses the reserved bytes.
   */
  StunWriter requestedIpv6() {
    bytes.writeBytes(new byte[] {0, 0x17, 0, 4, 2, 0, 0, 0});
    return this;
  }

  StunWriter channelNumber(int number) {
    return add(AttributeFactory.createChannelNumberAttribute((char) number));
  }

  StunWriter data(ByteBuffer payload) {
    byte[] copy = new byte[payload.remaining()];
    payload.duplicate().get(copy);
    return add(AttributeFactory.createDataAttributeWithoutPadding(copy));
  }

  StunWriter unknownAttributes(List<Character> types) {
    UnknownAttributesAttribute attribute = AttributeFactory.createUnknownAttributesAttribute();
    types.forEach(attribute::addAttributeID);
    return add(attribute);
  }

  private StunWriter add(Attribute attribute) {
    byte[] encoded = attribute.encode();
    bytes.writeBytes(encoded);
    // Some of ice4j's attributes bring their padding along, others do not.
    bytes.writeBytes(new byte[-encoded.length & 3]);
    return this;
  }

  /** Adds MESSAGE-INTEGRITY and FINGERPRINT, always the last two in that order. */
  ByteBuffer sign(StunKey key) {
    int integrityAt = bytes.size();
    bytes.writeBytes(new byte[] {0, (byte) Attribute.MESSAGE_INTEGRITY, 0, StunKey.HMAC_LENGTH});
    bytes.writeBytes(key.hmac(bytes.toByteArray(), integrityAt));
    return seal();
  }

  /** Adds FINGERPRINT alone: a message that nobody need vouch for. */
  ByteBuffer seal() {
    int fingerprintAt = bytes.size();
    bytes.writeBytes(new byte[8]);
    byte[] message = bytes.toByteArray();
    ByteBuffer view = ByteBuffer.wrap(message);
    view.putShort(2, (short) (message.length - StunFraming.HEADER_LENGTH));
    view.putShort(fingerprintAt, (short) Attribute.FINGERPRINT)
        .putShort(fingerprintAt + 2, (short) 4);
    byte[] checksum = FingerprintAttribute.calculateXorCRC32(message, 0, fingerprintAt);
    System.arraycopy(checksum, 0, message, fingerprintAt + 4, checksum.length);
    return view;
  }
}

package io.antiphon.ice;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.ice4j.Transport;
import org.ice4j.TransportAddress;
import org.ice4j.attribute.Attribute;
import org.ice4j.attribute.AttributeFactory;
import org.ice4j.attribute.FingerprintAttribute;
import org.ice4j.attribute.UnknownAttributesAttribute;

/**
 * Writes a Binding message of ice4j's attributes, signs it and seals it with a fingerprint.
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

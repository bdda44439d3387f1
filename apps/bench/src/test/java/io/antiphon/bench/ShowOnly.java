package io.antiphon.bench;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/** What a class shows to others, in its ancestors and members, is of these types alone. */
final class ShowOnly extends ArchCondition<JavaClass> {
  private final DescribedPredicate<? super JavaClass> allowed;

  ShowOnly(DescribedPredicate<? super JavaClass> allowed) {
    super("show only types that " + allowed.getDescription());
    this.allowed = allowed;
  }

  @Override
  public void check(JavaClass type, ConditionEvents events) {
    Stream.concat(type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
        .forEach(ancestor -> check(type.getFullName(), ancestor, events));
    for (JavaMember member : type.getMembers()) {
      boolean shown =
          member.getModifiers().contains(JavaModifier.PUBLIC)
              || member.getModifiers().contains(JavaModifier.PROTECTED);
      if (shown) {
        types(member).forEach(each -> check(member.getFullName(), each, events));
      }
    }
  }

  /** Type arguments included. */
  private static Stream<JavaClass> types(JavaMember member) {
    if (member instanceof JavaField field) {
      return field.getAllInvolvedRawTypes().stream();
    }
    JavaCodeUnit code = (JavaCodeUnit) member;
    return Stream.concat(code.getAllInvolvedRawTypes().stream(), code.getExceptionTypes().stream());
  }

  private void check(String where, JavaClass shown, ConditionEvents events) {
    JavaClass type = shown.getBaseComponentType();
    if (!type.isPrimitive() && !allowed.test(type)) {
      events.add(SimpleConditionEvent.violated(type, where + " shows " + type.getName()));
    }
  }
}

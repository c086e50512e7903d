// The merge of docs/flutter.md, 'Pending and refused': `flutter test`.

import 'package:flutter_test/flutter_test.dart';
import 'package:regulars/regulars.dart';

final noon = DateTime.utc(2025, 1, 25, 12);

GivenCommand given(
  Draft draft, {
  String id = 'c1',
  CommandState state = CommandState.sent,
  int minute = 0,
  List<Fields> problems = const [],
}) => GivenCommand(
  id: id,
  state: state,
  command: Command({
    'kind': draft.kind.written,
    'data': draft.data,
    'made_at': noon.add(Duration(minutes: minute)),
    'by_uid': 'uid',
    'problems': problems,
  }),
);

ChangeCustomer change() => ChangeCustomer()..customerId = 'theirs';

const read = Stored(
  'theirs',
  Customer({
    'name': 'A regular',
    'birthday': '01-31',
    'custom': {'seat': 4, 'milk': 'oat'},
    'added_by_hand': 1,
  }),
);

void main() {
  test('a pending change is shown: absent stays, null goes, custom name by name', () {
    final draft =
        (change()
              ..name = 'A friend'
              ..birthday = null
              ..custom = {'milk': null, 'sugar': 2})
            .toDraft();
    final shown = overCustomer(read, [given(draft)]);
    expect(shown.stored.document.fields, {
      'name': 'A friend',
      'birthday': null,
      'custom': {'seat': 4, 'sugar': 2},
      'added_by_hand': 1,
    });
    expect(shown.pendingFields, {'name', 'birthday', 'custom'});
    expect(read.document.name, 'A regular');
  });

  test('of two pending changes of a field the one that was made later is shown', () {
    final later = given((change()..name = 'Later').toDraft(), id: 'c2', minute: 5);
    final earlier = given((change()..name = 'Earlier').toDraft());
    expect(overCustomer(read, [later, earlier]).stored.document.name, 'Later');
  });

  test('a field that somebody else changed later keeps that', () {
    final known = Stored(
      'theirs',
      Customer({
        'name': 'Of the desk',
        'custom': {'seat': 4},
        'edits': {
          'name': {'at': noon.add(const Duration(minutes: 1)), 'command': 'desk'},
          'custom.seat': {'at': noon, 'command': 'c0'},
        },
      }),
    );
    final draft = (change()..name = 'Of this phone'..custom = {'seat': 5}).toDraft();
    final shown = overCustomer(known, [given(draft)]);
    expect(shown.stored.document.name, 'Of the desk');
    expect(shown.stored.document.custom, {'seat': 5});
    expect(shown.pendingFields, {'custom'});
  });

  test('a change that is done is not applied again', () {
    final done = given((change()..name = '  as typed ').toDraft(), state: CommandState.done);
    final shown = overCustomer(read, [done]);
    expect(shown.stored.document.name, 'A regular');
    expect(shown.isPending, isFalse);
  });

  test('a refused change tells its reason until a later one sets the same fields, or until it was seen', () {
    final refused = given(
      (change()..phone = '12').toDraft(),
      state: CommandState.refused,
      problems: const [
        {'path': 'phone', 'message': 'is no phone'},
      ],
    );
    expect(overCustomer(read, [refused]).problemAt('phone'), 'is no phone');
    expect(overCustomer(read, [refused], seen: {'c1'}).refused, isEmpty);
    final again = given((change()..phone = '+12025550123').toDraft(), id: 'c2', minute: 1);
    expect(overCustomer(read, [again, refused]).refused, isEmpty);
    final other = given((change()..name = 'A friend').toDraft(), id: 'c3', minute: 1);
    expect(overCustomer(read, [other, refused]).refused, [refused]);
  });

  test("another customer's commands change nothing", () {
    final other = given((ChangeCustomer()..customerId = 'other'..name = 'Other').toDraft());
    expect(overCustomer(read, [other]).stored.document.name, 'A regular');
  });

  test('an interaction that the server does not have is in the timeline once', () {
    final draft =
        (RecordInteraction(interactionType: 'call', interactionSource: InteractionSource.customerService)
              ..customerId = 'theirs')
            .toDraft();
    final pending = overInteractions(const [], [given(draft)], customerId: 'theirs');
    expect(pending.single.stored.id, 'command:c1:interaction');
    expect(pending.single.stored.document.performedAt, noon);
    final arrived = [Stored('command:c1:interaction', Interaction({'performed_at': noon}))];
    expect(overInteractions(arrived, [given(draft)], customerId: 'theirs').single.isPending, isFalse);
  });

  test('an order is shown as pending until the server has the same state of it', () {
    final order = RecordOrder(
      orderId: '50%/2',
      source: OrderSource.pos,
      status: OrderStatus.paid,
      orderedAt: noon,
      updatedAt: noon,
      currency: 'INR',
      total: '387.00',
    );
    final command = given(order.toDraft());
    expect(ordersToShow(const [], [command]), [command]);
    final stored = Stored('pos:50%25%2F2', Order({'updated_at': noon}));
    expect(ordersToShow([stored], [command]), isEmpty);
    final older = Stored('pos:50%25%2F2', Order({'updated_at': noon.subtract(const Duration(hours: 1))}));
    expect(ordersToShow([older], [command]), [command]);
  });

  test('a word or a value that the app does not know is no reason to fail', () {
    const order = Order({'status': 'teleported', 'total_minor': '387', 'lines': 4});
    expect(order.status, OrderStatus.unknown);
    expect(order.totalMinor, isNull);
    expect(order.lines, isEmpty);
  });
}

Feature: The life of an order

  Scenario: An order is shipped once it is paid
    Given an order
    When it is paid
    And it is shipped
    Then its status is shipped

  Scenario: An order that nobody has paid stays where it is
    Given an order
    Then it cannot be shipped

  Scenario: A customer changes their mind
    Given an order
    And it is paid
    When it is cancelled
    Then its status is cancelled
    And it cannot be shipped

  Scenario: A customer changes their mind too late
    Given an order
    And it is paid
    And it is shipped
    Then it cannot be cancelled

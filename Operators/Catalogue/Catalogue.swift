import AgentsOperators
import AnalyticsOperators
import BarsOperators
import BooksOperators
import CustomOperators
import ExecutionOperators
import IndicatorsOperators
import IngestOperators
import MatrixOperators
public import OperatorKit
import ReferenceOperators
import RiskOperators

/// Every operator that a pipeline can name: the families joined.
///
/// A new family is one import and one line here, and one line in `Package.swift`.
public let catalogue = OperatorCatalogue(
    ingestOperators
        + barsOperators
        + booksOperators
        + referenceOperators
        + indicatorsOperators
        + matrixOperators
        + agentsOperators
        + riskOperators
        + executionOperators
        + analyticsOperators
        + customOperators
)

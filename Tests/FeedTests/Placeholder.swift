import Testing

@Suite struct PlaceholderFeedTests {}

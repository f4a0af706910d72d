"""What has changed since an earlier epoch."""
